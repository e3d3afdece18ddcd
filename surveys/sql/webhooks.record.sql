-- Delivery $1 is in state $2, due again at $3, ended at $4, with code $5 and error $6.
UPDATE delivery
SET state = $2, due_at = $3, ended_at = CAST($4 AS BIGINT), code = $5, error = $6
WHERE id = $1 AND state = 'waiting'
