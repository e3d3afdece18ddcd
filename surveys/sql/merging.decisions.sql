-- Decisions about merged contacts [[lost, survivor, event], ...] go to the survivors.
UPDATE decision
SET contact_id = CAST(n.value->>1 AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE decision.contact_id = CAST(n.value->>0 AS BIGINT)
