-- The same as responses.page where few are of survey $1 and from $7 up to $8, from an index on.
-- include responses.columns
FROM response AS r
-- include responses.joined
WHERE r.id IN ( -- sqlite
WHERE r.id = ANY(ARRAY( -- postgres
        -- include walking.ids response answered_at $1 $7 $8 1000000
    ) -- sqlite
    )) -- postgres
    AND r.deleted_at IS NULL
    -- include responses.wanted $1 $2 $3 $4 $5 $6 $7 $8 $12 $13
    AND +r.id < $9
    AND +r.id >= $10
ORDER BY r.id DESC
LIMIT $11
