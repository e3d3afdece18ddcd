-- Contacts whose external id, email or phone this is: as it was written ($1), the email in lower
-- case ($2). None of the three is looked for in the others' place, so somebody's id may be an email.
SELECT contact_id AS id FROM identity WHERE external_id = $1
UNION
SELECT id FROM contact WHERE email = $2
UNION
SELECT id FROM contact WHERE phone = $1
