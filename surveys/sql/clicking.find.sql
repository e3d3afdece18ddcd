-- The invitation with answer token $1, and its answer.
SELECT i.id, i.survey_id, i.version, i.state, i.segments, i.expires_at, c.name, c.locale,
    r.score, r.comment, r.answers
FROM invitation AS i
JOIN contact AS c ON c.id = i.contact_id
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
WHERE i.token = $1
