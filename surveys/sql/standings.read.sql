-- How the lanes stand.
SELECT name, pauses, paused_until, share, slowed_at, reason FROM lane
