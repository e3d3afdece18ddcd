-- Merged contacts [[lost, survivor, event], ...] keep nothing but the record of the merge.
UPDATE contact
SET external_id = NULL, email = NULL, phone = NULL, name = NULL, locale = NULL, timezone = NULL,
    channels = NULL,
    merged_into = CAST(n.value->>1 AS BIGINT), merged_by_event = CAST(n.value->>2 AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE contact.id = CAST(n.value->>0 AS BIGINT)
