-- Part of others: the ids of decisions about survey $1 (NULL for all and for none) made from $2 up to $3,
-- from an index, $4 at most of those with and of those without a survey.
SELECT x.id
FROM (
    -- include walking.ids decision decided_at $1 $2 $3 $4
) AS x
UNION ALL
SELECT n.id
FROM (
    SELECT o.id
    FROM decision AS o
    WHERE CAST($1 AS BIGINT) IS NULL
        AND o.survey_id IS NULL
        AND o.decided_at >= COALESCE($2, -9223372036854775807)
        AND o.decided_at < COALESCE($3, 9223372036854775807)
    LIMIT $4
) AS n
