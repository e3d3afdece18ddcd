-- Invitations that come after id $2 and whose links were opened since $1.
SELECT i.id, i.survey_id, i.version
FROM invitation AS i
WHERE i.id > $2 AND EXISTS (SELECT 1 FROM click AS c WHERE c.invitation_id = i.id AND c.at >= $1)
ORDER BY i.id
LIMIT $3
