-- Event $1, and its tries when the rules have not seen it yet.
SELECT e.source, e.external_id, e.type, e.occurred_at, e.received_at, e.payload, i.attempts, i.error
FROM event AS e
LEFT JOIN inbox AS i ON i.event_id = e.id
WHERE e.id = $1
