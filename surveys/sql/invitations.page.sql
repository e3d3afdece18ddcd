-- Invitations, newest first: of survey $1, in state $2, made ($3 created) or first sent ($3 sent) from
-- $4 up to $5, with ids below $6 and from $7 on, that have failed or ($9) not, and whose segment $10
-- is $11. NULL leaves a filter out. The contact's id is that of the event's source.
SELECT i.id, i.event_id, s.key AS survey, i.version, i.state, i.language, i.channels, i.segments,
    i.created_at, i.due_at, i.expires_at, i.sent_at, i.answered_at, r.id AS response_id,
    (
        SELECT n.external_id FROM identity AS n
        WHERE n.contact_id = c.id AND n.source = COALESCE(e.source, n.source)
        ORDER BY n.id LIMIT 1
    ) AS contact_id,
    c.email AS contact_email, c.name AS contact_name
FROM invitation AS i
LEFT JOIN survey AS s ON s.id = i.survey_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = i.contact_id
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
WHERE (CAST($1 AS BIGINT) IS NULL OR i.survey_id = $1)
    AND (CAST($2 AS TEXT) IS NULL OR i.state = $2)
    AND (CAST($4 AS BIGINT) IS NULL OR CASE $3 WHEN 'sent' THEN i.sent_at ELSE i.created_at END >= $4)
    AND (CAST($5 AS BIGINT) IS NULL OR CASE $3 WHEN 'sent' THEN i.sent_at ELSE i.created_at END < $5)
    -- include invitations.fit $10 $11 $1
    AND (CAST($9 AS BOOLEAN) IS NULL OR (i.state = 'failed') = CAST($9 AS BOOLEAN))
    AND i.id < $6
    AND i.id >= $7
ORDER BY i.id DESC
LIMIT $8
