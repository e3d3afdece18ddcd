-- Whether the message that the provider calls $1 has come before.
SELECT id FROM inbound WHERE provider_id = $1
