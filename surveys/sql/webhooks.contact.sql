-- Contact $1, or whoever it was merged into, and when they unsubscribed.
SELECT c.id, c.email, c.phone, c.name, (
    SELECT MIN(s.created_at) FROM suppression AS s
    WHERE s.contact_id = c.id AND s.reason = 'unsubscribe'
) AS unsubscribed_at
FROM contact AS known
JOIN contact AS c ON c.id = COALESCE(known.merged_into, known.id)
WHERE known.id = $1 AND (c.email IS NOT NULL OR c.phone IS NOT NULL)
