-- The contact of invitation $1, held so that it is not merged meanwhile.
SELECT id, email, phone, merged_into
FROM contact
WHERE id = (SELECT contact_id FROM invitation WHERE id = $1)
FOR UPDATE -- postgres
