-- Invitations of contact $1, held.
SELECT id FROM invitation
WHERE contact_id = $1
ORDER BY id
FOR UPDATE -- postgres
