-- Responses of merged contacts [[lost, survivor, event], ...] that answer no invitation of ours.
UPDATE response
SET contact_id = CAST(n.value->>1 AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE response.contact_id = CAST(n.value->>0 AS BIGINT) AND response.invitation_id IS NULL
