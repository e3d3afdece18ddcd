-- How many messages to address digest $1 have bounced since $2, for a reason that may pass.
SELECT COUNT(*) AS messages
FROM soft_bounce
WHERE address_digest = $1 AND at >= $2
