-- Invitations asked since $2, or to be asked, for the throttle: of contacts [$1...], and of anybody
-- by messages on channels [$4...] to emails [$3...] or on channels [$6...] to phones [$5...]. What
-- has failed on a channel has reached nobody there.
SELECT i.id, i.contact_id, NULL AS address, s.key AS survey_key, i.state,
    COALESCE(i.sent_at, i.due_at) AS asked_at
FROM invitation AS i
JOIN survey AS s ON s.id = i.survey_id
WHERE COALESCE(i.sent_at, i.due_at) >= $2
    AND i.contact_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND i.contact_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
UNION ALL
SELECT i.id, i.contact_id, c.email, s.key, i.state, COALESCE(i.sent_at, i.due_at)
FROM contact AS c
JOIN invitation AS i ON i.contact_id = c.id
JOIN survey AS s ON s.id = i.survey_id
WHERE COALESCE(i.sent_at, i.due_at) >= $2
    AND c.email IN (SELECT value FROM json_each($3)) -- sqlite
    AND c.email IN (SELECT jsonb_array_elements_text($3::jsonb)) -- postgres
    AND EXISTS (
        SELECT 1 FROM message AS m
        WHERE m.invitation_id = i.id AND m.state NOT IN ('failed', 'suppressed')
            AND m.channel IN (SELECT value FROM json_each($4)) -- sqlite
            AND m.channel IN (SELECT jsonb_array_elements_text($4::jsonb)) -- postgres
    )
UNION ALL
SELECT i.id, i.contact_id, c.phone, s.key, i.state, COALESCE(i.sent_at, i.due_at)
FROM contact AS c
JOIN invitation AS i ON i.contact_id = c.id
JOIN survey AS s ON s.id = i.survey_id
WHERE COALESCE(i.sent_at, i.due_at) >= $2
    AND c.phone IN (SELECT value FROM json_each($5)) -- sqlite
    AND c.phone IN (SELECT jsonb_array_elements_text($5::jsonb)) -- postgres
    AND EXISTS (
        SELECT 1 FROM message AS m
        WHERE m.invitation_id = i.id AND m.state NOT IN ('failed', 'suppressed')
            AND m.channel IN (SELECT value FROM json_each($6)) -- sqlite
            AND m.channel IN (SELECT jsonb_array_elements_text($6::jsonb)) -- postgres
    )
