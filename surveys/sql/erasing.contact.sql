-- Nothing is known of contact $1 any more.
UPDATE contact
SET email = NULL, phone = NULL, name = NULL, locale = NULL, timezone = NULL, channels = NULL
WHERE id = $1
