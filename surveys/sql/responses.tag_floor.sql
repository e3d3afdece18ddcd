-- The response that comes $3 after id $2, downwards, among those with tag $1.
SELECT response_id AS id
FROM tagging
WHERE tag = $1
    AND gone_at IS NULL
    AND response_id < $2
ORDER BY response_id DESC
LIMIT 1 OFFSET $3
