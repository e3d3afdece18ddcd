-- The lowest and the highest id of invitations to survey $1 first sent from $2 up to $3, from an index,
-- and how many there are. With $4 of them it looks no further.
SELECT MIN(x.id) AS lowest, MAX(x.id) AS highest, COUNT(*) AS n
FROM (
    -- include walking.ids invitation sent_at $1 $2 $3 $4
) AS x
