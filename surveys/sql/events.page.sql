-- Events, newest first: of source $1 and type $2, received from $3 up to $4, with ids below $5
-- and from $6 on. NULL leaves a filter out.
SELECT id, source, external_id, type, occurred_at, received_at, payload
FROM event
WHERE (CAST($1 AS TEXT) IS NULL OR source = $1)
    AND (CAST($2 AS TEXT) IS NULL OR type = $2)
    AND (CAST($3 AS BIGINT) IS NULL OR received_at >= $3)
    AND (CAST($4 AS BIGINT) IS NULL OR received_at < $4)
    AND id < $5
    AND id >= $6
ORDER BY id DESC
LIMIT $7
