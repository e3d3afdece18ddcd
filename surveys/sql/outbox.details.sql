-- All that is needed to write the messages [$1...].
SELECT m.id, m.invitation_id, i.contact_id, m.attempts, m.channel, m.kind, i.survey_id, i.version,
    i.token, i.language, i.segments, i.channels, i.state, i.due_at, i.expires_at,
    c.name, c.email, c.phone, c.timezone, c.channels AS allowed,
    CASE WHEN m.kind = 'reminder' THEN (
        SELECT COUNT(*) FROM message AS r
        WHERE r.invitation_id = m.invitation_id AND r.kind = 'reminder' AND r.id < m.id
    ) END AS number,
    -- grade 2 and more: a page that was looked at; mail scanners only fetch it
    m.kind = 'reminder' AND EXISTS (
        SELECT 1 FROM click AS k WHERE k.invitation_id = m.invitation_id AND k.grade >= 2
    ) AS opened
FROM message AS m
JOIN invitation AS i ON i.id = m.invitation_id
JOIN contact AS c ON c.id = i.contact_id
WHERE m.id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE m.id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
ORDER BY m.id
