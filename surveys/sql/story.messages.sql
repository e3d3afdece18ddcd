SELECT m.invitation_id, m.channel, m.kind, m.state, m.due_at, m.attempts, m.ended_at,
    m.provider_id, m.code, m.error
FROM message AS m
JOIN invitation AS i ON i.id = m.invitation_id
WHERE i.event_id = $1
ORDER BY m.id
