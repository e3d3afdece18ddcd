-- No channel is left for invitations [$1...].
UPDATE invitation SET state = 'failed'
WHERE state = 'waiting'
    AND id IN (SELECT value FROM json_each($1)) -- sqlite
    AND id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
