-- The locale of the contact of invitation $1.
SELECT c.locale
FROM invitation AS i
JOIN contact AS c ON c.id = i.contact_id
WHERE i.id = $1
