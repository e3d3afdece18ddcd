-- Clicks whose time to settle has come at $1, oldest first.
SELECT id, invitation_id, at
FROM click
WHERE settle_at <= $1
ORDER BY settle_at, id
LIMIT $2
