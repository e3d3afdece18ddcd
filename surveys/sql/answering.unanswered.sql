-- Invitations [$1...] of which it turned out that no person has answered them.
UPDATE invitation
SET state = CASE WHEN sent_at IS NULL THEN 'waiting' ELSE 'asked' END, answered_at = NULL
WHERE state = 'answered'
    AND id IN (SELECT value FROM json_each($1)) -- sqlite
    AND id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
