-- Up to $2 memberships whose time has come at $1.
SELECT m.id, m.event_type, m.source, m.platform, m.properties, m.next_at, c.email, c.phone
FROM membership AS m
JOIN contact AS known ON known.id = m.contact_id
JOIN contact AS c ON c.id = COALESCE(known.merged_into, known.id)
WHERE m.next_at <= $1
ORDER BY m.next_at, m.id
LIMIT $2
FOR UPDATE OF m SKIP LOCKED -- postgres
