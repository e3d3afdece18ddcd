-- What contact $1 wrote back, and from where.
UPDATE inbound
SET text = '', sender = ''
WHERE invitation_id IN (SELECT id FROM invitation WHERE contact_id = $1)
