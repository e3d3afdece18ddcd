-- Write down outcomes (the rows) of worker $1's claims. The number of tries is the fencing token: a
-- claim that was reaped meanwhile is not ours any more. One that only found that the message has to
-- wait was no try.
WITH n (id, attempts, untried, state, due_at, ended_at, address_digest, provider_id, code, error)
AS (VALUES $rows) -- sqlite
AS ( -- postgres
    SELECT * FROM jsonb_to_recordset($rows::jsonb) AS r ( -- postgres
        id BIGINT, attempts SMALLINT, untried SMALLINT, state TEXT, due_at BIGINT, -- postgres
        ended_at BIGINT, address_digest TEXT, provider_id TEXT, code TEXT, error TEXT -- postgres
    ) -- postgres
) -- postgres
UPDATE message
SET state = n.state,
    attempts = message.attempts - n.untried,
    due_at = COALESCE(n.due_at, message.due_at),
    ended_at = n.ended_at,
    address_digest = COALESCE(n.address_digest, message.address_digest),
    provider_id = n.provider_id,
    code = n.code,
    error = n.error,
    worker = NULL,
    lease_until = NULL
FROM n
WHERE message.id = n.id
    AND message.state = 'claimed'
    AND message.worker = $1
    AND message.attempts = n.attempts
RETURNING message.id
