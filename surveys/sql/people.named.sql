-- The same by email, phone or both, along their indexes.
-- include people.columns
WHERE c.id IN (
        SELECT id FROM contact WHERE email = CAST($3 AS TEXT)
        UNION
        SELECT id FROM contact WHERE phone = CAST($4 AS TEXT)
    )
    AND +c.id > $5
    -- include people.fit $1 $2 $3 $4 $5 $6
