-- Up to $4 deliveries to webhook $1 that are due at $2, in order; nobody else's until $3.
UPDATE delivery
SET attempts = attempts + 1, due_at = $3
WHERE id IN (
    SELECT id FROM delivery
    WHERE webhook_id = $1 AND state = 'waiting' AND due_at <= $2
    ORDER BY change_id
    LIMIT $4
    FOR UPDATE SKIP LOCKED -- postgres
)
RETURNING id, webhook_id, change_id, response_id, contact_id, created, attempts
