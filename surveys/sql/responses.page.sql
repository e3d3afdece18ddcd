-- Responses that count, newest first: of survey $1, score from $2 to $3, with segment or column $4 = $5,
-- with a comment if $6, answered from $7 up to $8, with ids below $9 and from $10 on, with tag $12,
-- at the hours of the week $13.
-- include responses.columns
FROM response AS r
-- include responses.joined
WHERE r.deleted_at IS NULL
    -- include responses.wanted $1 $2 $3 $4 $5 $6 $7 $8 $12 $13
    AND r.id < $9
    AND r.id >= $10
ORDER BY r.id DESC
LIMIT $11
