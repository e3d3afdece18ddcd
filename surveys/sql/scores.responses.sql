-- Answers to survey $2 in periods [[number, start, end], ...] by segments $3 and $4 ('' for none), only
-- those whose segment $5 is $6 ('' for all) and that fit [[name, value], ...] in $7, @ for a column.
SELECT
    CAST(p.value->>0 AS INTEGER) AS number, -- sqlite
    width_bucket(r.answered_at, p.starts) - 1 AS number, -- postgres
    r.score, COUNT(*) AS n,
    json_extract(r.segments, '$."' || $3 || '"') AS segment, -- sqlite
    CASE WHEN $4 <> '' THEN json_extract(r.segments, '$."' || $4 || '"') END AS second -- sqlite
    r.segments->>$3 AS segment, -- postgres
    r.segments->>$4 AS second -- postgres
FROM json_each($1) AS p -- sqlite
FROM ( -- postgres
    -- include scores.span $1 -- postgres
) AS p -- postgres
JOIN response AS r
    ON r.answered_at >= CAST(p.value->>1 AS BIGINT) AND r.answered_at < CAST(p.value->>2 AS BIGINT) -- sqlite
    ON r.answered_at >= p.starts[1] AND r.answered_at < p.until -- postgres
WHERE r.survey_id = $2
    AND r.deleted_at IS NULL
    -- include responses.fit $5 $6 $7
GROUP BY 1, 2, segment, second
