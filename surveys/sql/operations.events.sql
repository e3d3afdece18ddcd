-- Up to $3 ticket events after the one with id $2 at $1, in the order of their times. They have an
-- index of their own.
SELECT id, type, source, occurred_at, payload->'properties' AS properties
FROM event
WHERE type IN ('ticket.created', 'ticket.replied', 'ticket.resolved', 'ticket.reopened')
    AND occurred_at >= $1
    AND (occurred_at > $1 OR id > $2)
ORDER BY occurred_at, id
LIMIT $3
