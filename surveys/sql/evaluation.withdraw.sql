UPDATE invitation SET state = 'withdrawn'
WHERE state IN ('waiting', 'asked')
    AND id IN (SELECT value FROM json_each($1)) -- sqlite
    AND id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
