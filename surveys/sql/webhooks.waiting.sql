-- Webhooks that are to be told something at $1.
SELECT w.id, w.url, w.shape, w.secret
FROM webhook AS w
WHERE w.ended_at IS NULL AND EXISTS (
    SELECT 1 FROM delivery AS d
    WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.due_at <= $1
)
