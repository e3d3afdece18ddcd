-- Every tag that responses [$1...] have or had, in the order in which they came.
SELECT id, response_id, tag, put_by, put_at, gone_by, gone_at
FROM tagging
WHERE response_id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE response_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
ORDER BY id
