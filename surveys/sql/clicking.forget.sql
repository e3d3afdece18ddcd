-- Of the $2 oldest clicks, delete those from before $1. Ids go up with time.
DELETE FROM click
WHERE id IN (SELECT id FROM click ORDER BY id LIMIT $2) AND at < $1
RETURNING id
