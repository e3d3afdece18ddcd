-- Lanes whose last trouble was over at $1.
DELETE FROM lane WHERE paused_until < $1 AND slowed_at < $1 RETURNING name
