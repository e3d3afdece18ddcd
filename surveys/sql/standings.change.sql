-- Lane $1 stands like $2 to $6, unless it has been changed since it was paused until $7 and slowed at
-- $8.
INSERT INTO lane (name, pauses, paused_until, share, slowed_at, reason)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (name) DO UPDATE
SET pauses = excluded.pauses, paused_until = excluded.paused_until,
    share = excluded.share, slowed_at = excluded.slowed_at, reason = excluded.reason
WHERE lane.paused_until = $7 AND lane.slowed_at = $8
RETURNING name
