-- The same from the ledger as it was at $8.
SELECT
    CAST(p.value->>0 AS INTEGER) AS number, -- sqlite
    width_bucket(r.answered_at, p.starts) - 1 AS number, -- postgres
    c.score, SUM(c.delta) AS n,
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
JOIN response_change AS c ON c.response_id = r.id AND c.at <= $8
WHERE r.survey_id = $2
    -- include responses.fit $5 $6 $7
GROUP BY 1, 2, segment, second
