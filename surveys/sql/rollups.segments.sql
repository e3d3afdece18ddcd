-- The segments of responses [$1...].
SELECT id, segments FROM response
WHERE id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
