-- Address digest $2 waits for no question about invitation $3 on channel $1 any more.
UPDATE conversation SET invitation_id = NULL
WHERE channel = $1 AND address_digest = $2 AND invitation_id = $3
