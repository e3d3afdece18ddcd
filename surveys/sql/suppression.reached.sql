-- Where messages about invitation $1 went.
SELECT DISTINCT address_digest
FROM message
WHERE invitation_id = $1 AND address_digest IS NOT NULL
