-- What is closed because of merged contacts [[lost, survivor, event], ...].
UPDATE suppression
SET contact_id = CAST(n.value->>1 AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE suppression.contact_id = CAST(n.value->>0 AS BIGINT)
