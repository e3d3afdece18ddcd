-- What relays said about messages to contact $1, which often names the address.
UPDATE message
SET error = NULL
WHERE invitation_id IN (SELECT id FROM invitation WHERE contact_id = $1)
