-- The oldest contact with id $1, email $2 or phone $3, whichever is given. Who was merged into
-- somebody is found under the old id.
SELECT id, email, phone, name, created_at
FROM contact
WHERE merged_into IS NULL
    AND (
        id = (SELECT COALESCE(merged_into, id) FROM contact WHERE id = CAST($1 AS BIGINT))
        OR email = CAST($2 AS TEXT)
        OR phone = CAST($3 AS TEXT)
    )
ORDER BY id
LIMIT 1
