-- The tags of what contact $1 answered.
DELETE FROM tagging
WHERE response_id IN (
    SELECT id FROM response WHERE contact_id = $1 AND invitation_id IS NULL
    UNION
    SELECT r.id FROM invitation AS i JOIN response AS r ON r.invitation_id = i.id
    WHERE i.contact_id = $1
)
