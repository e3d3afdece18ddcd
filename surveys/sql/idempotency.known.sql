-- What was answered to key $2 of API key $1.
SELECT digest, status, body
FROM idempotency_key
WHERE api_key_id = $1 AND name = $2
