-- Invitations that have an answer: [[id, answered_at], ...].
UPDATE invitation
SET state = 'answered', answered_at = CAST(n.value->>1 AS BIGINT),
    folded = folded AND answered_at IS NOT NULL
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE invitation.id = CAST(n.value->>0 AS BIGINT)
