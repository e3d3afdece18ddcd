-- Deliveries in quarantine, newest first: of source $1, of endpoint $2, since $3, only $4, older
-- than id $5; the first $7 bytes of each body. NULL leaves a filter out.
SELECT id, origin, reason, headers, received_at, LENGTH(body) AS body_bytes,
    CASE WHEN CAST($7 AS INTEGER) IS NULL THEN body ELSE SUBSTR(body, 1, $7) END AS body
FROM quarantine
WHERE (CAST($1 AS TEXT) IS NULL OR SUBSTR(origin, 1, LENGTH($1) + 1) = $1 || ':')
    AND (CAST($2 AS TEXT) IS NULL OR SUBSTR(origin, LENGTH(origin) - LENGTH($2)) = ':' || $2)
    AND (CAST($3 AS BIGINT) IS NULL OR received_at >= $3)
    AND (CAST($4 AS BIGINT) IS NULL OR id = $4)
    AND (CAST($5 AS BIGINT) IS NULL OR id < $5)
ORDER BY id DESC
LIMIT $6
