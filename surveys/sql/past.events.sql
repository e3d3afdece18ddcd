-- Noted events about these subjects [$1...].
SELECT m.subject, e.source, e.type, e.occurred_at, e.payload
FROM matter AS m
JOIN event AS e ON e.id = m.event_id
WHERE m.subject IN (SELECT value FROM json_each($1)) -- sqlite
WHERE m.subject IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
ORDER BY m.event_id
