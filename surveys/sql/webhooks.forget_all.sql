-- Nor what it was told.
DELETE FROM delivery WHERE webhook_id = $1
