-- What requests of contact $1 carried.
UPDATE click
SET evidence = '{}'
WHERE invitation_id IN (SELECT id FROM invitation WHERE contact_id = $1)
