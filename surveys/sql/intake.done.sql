-- Events [$1...] need no more evaluation.
DELETE FROM inbox
WHERE event_id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE event_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
