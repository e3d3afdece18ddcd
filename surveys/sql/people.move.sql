-- Contact $1 has email $2 and phone $3 from now on; NULL leaves one as it is.
UPDATE contact
SET email = COALESCE(CAST($2 AS TEXT), email), phone = COALESCE(CAST($3 AS TEXT), phone)
WHERE id = $1
