-- Address digest $2 is asked about invitation $3 on channel $1 from $4 on, unless another one that
-- was asked since $5 is still open.
INSERT INTO conversation (channel, address_digest, invitation_id, begun_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (channel, address_digest) DO UPDATE
SET invitation_id = excluded.invitation_id, begun_at = excluded.begun_at
WHERE conversation.invitation_id IS NULL
    OR conversation.invitation_id = excluded.invitation_id
    OR conversation.begun_at <= $5
    OR NOT EXISTS (
        SELECT 1 FROM invitation AS i
        WHERE i.id = conversation.invitation_id
            AND i.state IN ('waiting', 'asked') AND i.expires_at > excluded.begun_at
    )
RETURNING heard_at
