-- Tags [[id, when], ...] are off, and $2 took them off.
UPDATE tagging
SET gone_by = $2, gone_at = CAST(n.value->>1 AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE tagging.id = CAST(n.value->>0 AS BIGINT)
