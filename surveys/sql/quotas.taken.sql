-- What surveys [$1...] have taken of their quotas since day $2.
SELECT survey_id, day, taken
FROM quota
WHERE day >= $2
    AND survey_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND survey_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
