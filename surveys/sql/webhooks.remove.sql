-- Webhook $1 is no more.
DELETE FROM webhook WHERE id = $1 RETURNING id
