-- Memberships of event type $1 on platform $2, of contact $3 if that is given, after id $4.
SELECT m.id, m.created_at, m.updated_at, m.next_at, m.properties, c.id AS contact_id, c.email,
    c.phone, c.name
FROM membership AS m
JOIN contact AS known ON known.id = m.contact_id
JOIN contact AS c ON c.id = COALESCE(known.merged_into, known.id)
WHERE m.event_type = $1 AND m.platform = $2
    AND (CAST($3 AS BIGINT) IS NULL OR c.id = $3)
    AND m.id > $4
ORDER BY m.id
LIMIT $5
