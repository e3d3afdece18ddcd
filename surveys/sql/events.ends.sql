-- The lowest and the highest id of events received from $1 up to $2 (NULL for whenever), from their
-- index, and how many those are. With $3 of them it looks no further.
SELECT MIN(x.id) AS lowest, MAX(x.id) AS highest, COUNT(*) AS n
FROM (
    SELECT id
    FROM event
    WHERE received_at >= COALESCE($1, -9223372036854775807)
        AND received_at < COALESCE($2, 9223372036854775807)
    LIMIT $3
) AS x
