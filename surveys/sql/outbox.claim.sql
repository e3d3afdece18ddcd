-- Claim up to $4 messages due at $1 on channels [$5...] for worker $3 until $2.
UPDATE message
SET state = 'claimed', worker = $3, lease_until = $2, started_at = $1, attempts = attempts + 1
WHERE id IN (
    SELECT id
    FROM message
    WHERE state = 'queued' AND due_at <= $1
        AND channel IN (SELECT value FROM json_each($5)) -- sqlite
        AND channel IN (SELECT jsonb_array_elements_text($5::jsonb)) -- postgres
    ORDER BY due_at
    LIMIT $4
    FOR UPDATE SKIP LOCKED -- postgres
)
RETURNING id
