-- Webhooks that have not heard the newest change.
SELECT id FROM webhook
WHERE ended_at IS NULL AND heard < (SELECT MAX(id) FROM response_change)
LIMIT 1
