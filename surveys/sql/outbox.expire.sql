-- Open invitations whose time is over at $1.
UPDATE invitation SET state = 'expired'
WHERE id IN (
    SELECT id FROM invitation
    WHERE state IN ('waiting', 'asked') AND expires_at <= $1
    ORDER BY expires_at
    LIMIT 1000
)
    AND state IN ('waiting', 'asked')
RETURNING id
