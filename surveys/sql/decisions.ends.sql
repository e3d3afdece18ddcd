-- Which ids decisions about survey $1 made from $2 up to $3 have; it looks at $4. No survey may be
-- concerned.
SELECT MIN(b.lowest) AS lowest, MAX(b.highest) AS highest, MAX(b.n) AS n
FROM (
    -- include walking.ends decision decided_at $1 $2 $3 $4
    UNION ALL
    SELECT MIN(n.id), MAX(n.id), COUNT(*)
    FROM (
        SELECT d.id
        FROM decision AS d
        WHERE CAST($1 AS BIGINT) IS NULL
            AND d.survey_id IS NULL
            AND d.decided_at >= COALESCE($2, -9223372036854775807)
            AND d.decided_at < COALESCE($3, 9223372036854775807)
        LIMIT $4
    ) AS n
) AS b
