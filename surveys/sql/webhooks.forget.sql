-- Up to $2 deliveries that ended before $1, or whose webhook did.
DELETE FROM delivery
WHERE id IN (
    SELECT id FROM (
        SELECT id FROM delivery
        WHERE ended_at IS NOT NULL AND ended_at < $1
        ORDER BY ended_at
        LIMIT $2
    ) AS told
    UNION
    SELECT id FROM (
        SELECT d.id FROM webhook AS w JOIN delivery AS d ON d.webhook_id = w.id
        WHERE w.ended_at IS NOT NULL AND w.ended_at < $1
        LIMIT $2
    ) AS never
)
RETURNING id
