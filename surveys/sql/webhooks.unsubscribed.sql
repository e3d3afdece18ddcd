-- Every webhook is to be told at $2, once, that contact $1 has unsubscribed.
INSERT INTO delivery (webhook_id, change_id, contact_id, created, state, attempts, due_at)
SELECT id, -CAST($1 AS BIGINT), CAST($1 AS BIGINT), TRUE, 'waiting', 0, CAST($2 AS BIGINT)
FROM webhook
WHERE ended_at IS NULL
ON CONFLICT (webhook_id, change_id) DO NOTHING
