-- Part of others: the ids in table $1 of rows of survey $3 (NULL for all) with time $2 from $4 up to $5
-- (NULL for whenever), from their index, $6 at most.
SELECT r.id
FROM survey AS s
CROSS JOIN $1 AS r -- sqlite
CROSS JOIN LATERAL ( -- postgres
    SELECT o.id FROM $1 AS o -- postgres
    WHERE o.survey_id = COALESCE($3, s.id) -- postgres
        AND o.$2 >= COALESCE($4, -9223372036854775807) -- postgres
        AND o.$2 < COALESCE($5, 9223372036854775807) -- postgres
    LIMIT $6 -- postgres
) AS r -- postgres
WHERE (CAST($3 AS BIGINT) IS NULL OR s.id = $3)
    AND r.survey_id = s.id -- sqlite
    AND r.$2 >= COALESCE($4, -9223372036854775807) -- sqlite
    AND r.$2 < COALESCE($5, 9223372036854775807) -- sqlite
LIMIT $6
