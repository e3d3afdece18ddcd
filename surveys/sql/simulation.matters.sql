-- Events received before $2 that were noted about subjects [$1...].
SELECT m.subject, e.source, e.type, e.occurred_at, e.payload
FROM matter AS m
JOIN event AS e ON e.id = m.event_id
WHERE e.received_at < $2
    AND m.subject IN (SELECT value FROM json_each($1)) -- sqlite
    AND m.subject IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
ORDER BY m.event_id
