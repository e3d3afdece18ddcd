-- Part of others: people c with an address, made from $1 up to $2, with email $3, with phone $4 (NULL
-- leaves a filter out), $6 of them by id.
AND c.merged_into IS NULL
AND (c.email IS NOT NULL OR c.phone IS NOT NULL)
AND (CAST($1 AS BIGINT) IS NULL OR c.created_at >= $1)
AND (CAST($2 AS BIGINT) IS NULL OR c.created_at < $2)
AND (CAST($3 AS TEXT) IS NULL OR c.email = $3)
AND (CAST($4 AS TEXT) IS NULL OR c.phone = $4)
ORDER BY c.id
LIMIT $6
