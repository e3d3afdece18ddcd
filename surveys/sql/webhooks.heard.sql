-- Webhook $1 has heard all changes up to $2.
UPDATE webhook SET heard = $2 WHERE id = $1
