-- Invitations [$1...] have been asked at $2; the first time counts.
UPDATE invitation
SET sent_at = COALESCE(sent_at, $2),
    state = CASE WHEN state IN ('waiting', 'failed') THEN 'asked' ELSE state END,
    folded = folded AND sent_at IS NOT NULL AND state <> 'failed'
WHERE id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
