-- Claims whose lease is over at $1 (or all, when $2: nobody else can hold one) are unknown, but for
-- the messages [$3...], which are being sent.
UPDATE message
SET state = 'unknown', ended_at = $1, worker = NULL, lease_until = NULL,
    error = 'the worker stopped while sending; it may or may not have been delivered'
WHERE state = 'claimed' AND (lease_until < $1 OR CAST($2 AS BOOLEAN))
    AND id NOT IN (SELECT value FROM json_each($3)) -- sqlite
    AND id NOT IN (SELECT CAST(jsonb_array_elements_text($3::jsonb) AS BIGINT)) -- postgres
RETURNING id, invitation_id
