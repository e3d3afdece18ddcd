-- Address digest $2 has written to us on channel $1 at $3.
INSERT INTO conversation (channel, address_digest, heard_at)
VALUES ($1, $2, $3)
ON CONFLICT (channel, address_digest) DO UPDATE SET heard_at = excluded.heard_at
RETURNING id
