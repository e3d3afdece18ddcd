-- Deliveries that ended before $1.
DELETE FROM delivery WHERE ended_at IS NOT NULL AND ended_at < $1 RETURNING id
