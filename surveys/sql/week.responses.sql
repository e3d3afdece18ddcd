-- Answers to survey $2 by hour of the week and score, in stretches as above; only those whose segment
-- $3 is $4 ('' for all) and that fit [[name, value], ...] in $5, @ for a column.
SELECT
    ((r.answered_at + CAST(p.value->>0 AS BIGINT)) / 3600000000 + 72) % 168 AS number, -- sqlite
    ((r.answered_at + p.easts[width_bucket(r.answered_at, p.starts)]) / 3600000000 + 72) % 168 AS number, -- postgres
    r.score, COUNT(*) AS n
FROM json_each($1) AS p -- sqlite
FROM ( -- postgres
    -- include week.span $1 -- postgres
) AS p -- postgres
JOIN response AS r
    ON r.answered_at >= CAST(p.value->>1 AS BIGINT) AND r.answered_at < CAST(p.value->>2 AS BIGINT) -- sqlite
    ON r.answered_at >= p.starts[1] AND r.answered_at < p.until -- postgres
WHERE r.survey_id = $2
    AND r.deleted_at IS NULL
    -- include responses.fit $3 $4 $5
GROUP BY 1, 2
