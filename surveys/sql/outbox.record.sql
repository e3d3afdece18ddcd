-- Write down outcomes [{id, attempts, state, ...}, ...] of worker $2's claims. The number of
-- tries is the fencing token: a claim that was reaped meanwhile is not ours any more. One that only
-- found that the message has to wait was no try.
UPDATE message
SET state = n.value->>'state',
    attempts = message.attempts - CAST(n.value->>'untried' AS INTEGER),
    due_at = COALESCE(CAST(n.value->>'due_at' AS BIGINT), due_at),
    ended_at = CAST(n.value->>'ended_at' AS BIGINT),
    address_digest = COALESCE(n.value->>'address_digest', address_digest),
    provider_id = n.value->>'provider_id',
    code = n.value->>'code',
    error = n.value->>'error',
    worker = NULL,
    lease_until = NULL
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE message.id = CAST(n.value->>'id' AS BIGINT)
    AND message.state = 'claimed'
    AND message.worker = $2
    AND message.attempts = CAST(n.value->>'attempts' AS INTEGER)
RETURNING message.id
