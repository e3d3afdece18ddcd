-- Invitations whose answer does not count any more: [[id, 1 if no person has answered], ...].
UPDATE invitation
SET answered_at = NULL, folded = FALSE, state = CASE
    WHEN state <> 'answered' OR CAST(n.value->>1 AS INTEGER) = 0 THEN state
    WHEN sent_at IS NULL THEN 'waiting'
    ELSE 'asked'
END
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE invitation.id = CAST(n.value->>0 AS BIGINT)
