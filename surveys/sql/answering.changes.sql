-- How often responses [$1...] were changed since $2. The new score of each change has a row, and so
-- has the first.
SELECT response_id, COUNT(*) AS n
FROM response_change
WHERE delta > 0 AND at >= $2
    AND response_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND response_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
GROUP BY response_id
