-- These comments are written anew.
DELETE FROM searchable
WHERE response_id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE response_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
