-- When the first of surveys [$1...] was made, and the newest of their versions.
SELECT MIN(created_at) AS created_at, MAX(created_at) AS updated_at
FROM survey_version
WHERE survey_id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE survey_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
