-- Up to $3 ticket events from $1 until $2, in the order of their times. They have an index of their
-- own.
SELECT type, source, occurred_at, payload->'properties' AS properties
FROM event
WHERE type IN ('ticket.created', 'ticket.replied', 'ticket.resolved', 'ticket.reopened')
    AND occurred_at >= $1
    AND occurred_at <= $2
ORDER BY occurred_at, id
LIMIT $3
