-- What contact $1 wrote; scores stay.
UPDATE response
SET comment = NULL, answers = NULL
WHERE id IN (
    SELECT id FROM response WHERE contact_id = $1 AND invitation_id IS NULL
    UNION
    SELECT r.id FROM invitation AS i JOIN response AS r ON r.invitation_id = i.id
    WHERE i.contact_id = $1
)
