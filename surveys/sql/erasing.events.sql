-- What events told of contact $1.
UPDATE event
SET payload = '{}'
WHERE id IN (
    SELECT event_id FROM decision WHERE contact_id = $1
    UNION
    SELECT event_id FROM invitation WHERE contact_id = $1
)
