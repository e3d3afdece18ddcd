-- People who are closed for reasons [$1...], first from $2 up to $3; $4 of them after the first $5.
SELECT c.id AS contact_id, c.email, c.name, x.closed_at
FROM (
    SELECT contact_id, MIN(created_at) AS closed_at
    FROM suppression
    WHERE contact_id IS NOT NULL
        AND reason IN (SELECT value FROM json_each($1)) -- sqlite
        AND reason IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
    GROUP BY contact_id
) AS x
JOIN contact AS c ON c.id = x.contact_id
WHERE (CAST($2 AS BIGINT) IS NULL OR x.closed_at >= $2)
    AND (CAST($3 AS BIGINT) IS NULL OR x.closed_at < $3)
    AND (c.email IS NOT NULL OR c.phone IS NOT NULL)
ORDER BY x.closed_at, c.id
LIMIT $4 OFFSET $5
