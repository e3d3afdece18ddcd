-- Messages, newest first: of survey $1, in state $2, on channel $3, due from $4 up to $5, with ids
-- below $6 and from $7 on. NULL leaves a filter out. The contact's id is that of the event's source.
SELECT m.id, i.event_id, s.key AS survey, m.channel, m.kind, m.state, m.code, m.error,
    m.provider_id, m.attempts, m.due_at, m.started_at, m.ended_at,
    (
        SELECT d.external_id FROM identity AS d
        WHERE d.contact_id = m.contact_id AND d.source = COALESCE(e.source, d.source)
        ORDER BY d.id LIMIT 1
    ) AS contact_id,
    c.email AS contact_email, c.name AS contact_name
FROM message AS m
JOIN invitation AS i ON i.id = m.invitation_id
JOIN survey AS s ON s.id = m.survey_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = m.contact_id
WHERE (CAST($1 AS BIGINT) IS NULL OR m.survey_id = $1)
    AND (CAST($2 AS TEXT) IS NULL OR m.state = $2)
    AND (CAST($3 AS TEXT) IS NULL OR m.channel = $3)
    AND (CAST($4 AS BIGINT) IS NULL OR m.due_at >= $4)
    AND (CAST($5 AS BIGINT) IS NULL OR m.due_at < $5)
    AND m.id < $6
    AND m.id >= $7
ORDER BY m.id DESC
LIMIT $8
