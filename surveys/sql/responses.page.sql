-- Responses that count, newest first, by filters $1 to $12.
-- include responses.columns
FROM response AS r
-- include responses.joined
WHERE r.deleted_at IS NULL
    -- include responses.wanted $1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11 $12
