-- When memberships [[id, moment], ...] are due again.
UPDATE membership
SET next_at = CAST(n.value->>1 AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE membership.id = CAST(n.value->>0 AS BIGINT)
