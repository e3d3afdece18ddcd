-- Where contact $1 wrote from when they replied, maybe from a number that they have no more.
SELECT DISTINCT sender
FROM inbound
WHERE invitation_id IN (SELECT id FROM invitation WHERE contact_id = $1)
