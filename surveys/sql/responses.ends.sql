-- The lowest and the highest id of responses of survey $1 answered from $2 up to $3, from an index, and
-- how many there are. With $4 of them it looks no further.
SELECT MIN(x.id) AS lowest, MAX(x.id) AS highest, COUNT(*) AS n
FROM (
    -- include walking.ids response answered_at $1 $2 $3 $4
) AS x
