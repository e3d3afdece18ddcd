-- The same as responses.page of those with tag $12, from the index of tags on, which is what the order
-- must be of.
-- include responses.columns
FROM tagging AS g
CROSS JOIN response AS r ON r.id = g.response_id -- sqlite
CROSS JOIN LATERAL (SELECT o.* FROM response AS o WHERE o.id = g.response_id LIMIT 1) AS r -- postgres
-- include responses.joined
WHERE g.tag = $12
    AND g.gone_at IS NULL
    AND g.response_id < $9
    AND g.response_id >= $10
    AND r.deleted_at IS NULL
    -- include responses.wanted $1 $2 $3 $4 $5 $6 $7 $8 '' $13
ORDER BY g.response_id DESC
LIMIT $11
