-- Message $1 is $2 since $3, as the provider says. A sender that is still at it has lost its claim.
UPDATE message
SET state = $2,
    ended_at = COALESCE(ended_at, $3),
    provider_id = COALESCE($4, provider_id),
    code = $5,
    error = $6,
    address_digest = COALESCE(address_digest, $7),
    worker = NULL,
    lease_until = NULL
WHERE id = $1
