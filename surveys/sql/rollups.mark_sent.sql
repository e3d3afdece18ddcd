-- The rollups know these invitations as [[id, counted], ...].
UPDATE invitation SET folded = TRUE, counted = CAST(n.value->>1 AS SMALLINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE invitation.id = CAST(n.value->>0 AS BIGINT)
