-- Keys from before $1.
DELETE FROM idempotency_key
WHERE created_at < $1
RETURNING id
