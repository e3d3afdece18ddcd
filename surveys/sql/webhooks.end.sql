-- Webhook $1 has ended at $2 because of $3.
UPDATE webhook SET ended_at = $2, why_ended = $3 WHERE id = $1 AND ended_at IS NULL
