-- The lowest and the highest id of decisions about survey $1 made from $2 up to $3, from an index, and
-- how many there are. With $4 of them, with a survey or without, it looks no further.
SELECT MIN(b.id) AS lowest, MAX(b.id) AS highest, COUNT(*) AS n
FROM (
    -- include decisions.ids $1 $2 $3 $4
) AS b
