-- Up to $2 waiting events that are due at $1, oldest first; only event $3 if that is given.
-- The row locks last as long as the transaction, which does nothing but the database's work.
SELECT e.id, e.source, e.external_id, e.type, e.occurred_at, e.received_at,
    e.payload
FROM inbox AS i
JOIN event AS e ON e.id = i.event_id
WHERE i.due_at <= $1
    AND (CAST($3 AS BIGINT) IS NULL OR i.event_id = $3)
ORDER BY i.due_at, i.event_id
LIMIT $2
FOR UPDATE OF i SKIP LOCKED -- postgres
