-- Those of the next messages due at $1 on channel $2 that go to a domain ($3 is "@domain") wait from
-- $4 on, one in each interval $5, but not beyond $6, because of $7.
WITH next AS (
    SELECT id, contact_id, due_at
    FROM message
    WHERE state = 'queued' AND due_at <= $1 AND channel = $2
    ORDER BY due_at
    LIMIT 1000
    FOR UPDATE SKIP LOCKED -- postgres
), theirs AS (
    SELECT next.id, ROW_NUMBER() OVER (ORDER BY next.due_at, next.id) - 1 AS turn
    FROM next
    JOIN contact ON contact.id = next.contact_id
    WHERE SUBSTR(contact.email, -LENGTH($3)) = $3 -- sqlite
    WHERE RIGHT(contact.email, LENGTH($3)) = $3 -- postgres
)
UPDATE message
SET due_at = MIN($4 + theirs.turn * $5, $6), error = $7 -- sqlite
SET due_at = LEAST($4 + theirs.turn * $5, $6), error = $7 -- postgres
FROM theirs
WHERE message.id = theirs.id
RETURNING message.id
