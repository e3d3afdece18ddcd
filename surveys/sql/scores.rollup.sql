-- Hourly counts of survey $2 by property $3 (only value $4, if given) in periods [[number, start,
-- end], ...] that follow each other: each is one short walk along the unique index of SQLite, and all
-- are one walk along that of PostgreSQL, which plans many of them badly. SQLite would else read the
-- JSON for each row.
WITH p AS MATERIALIZED ( -- sqlite
    SELECT CAST(value->>0 AS INTEGER) AS number, CAST(value->>1 AS BIGINT) AS start, -- sqlite
        CAST(value->>2 AS BIGINT) AS until -- sqlite
    FROM json_each($1) -- sqlite
) -- sqlite
SELECT p.number, r.value, -- sqlite
SELECT width_bucket(r.hour, p.starts) - 1 AS number, r.value, -- postgres
    SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, SUM(c3) AS c3, SUM(c4) AS c4, SUM(c5) AS c5,
    SUM(c6) AS c6, SUM(c7) AS c7, SUM(c8) AS c8, SUM(c9) AS c9, SUM(c10) AS c10
FROM ( -- postgres
    -- include scores.span $1 -- postgres
) AS p -- postgres
FROM p CROSS JOIN rollup AS r -- sqlite
JOIN rollup AS r ON TRUE -- postgres
WHERE r.survey_id = $2
    AND r.property = $3
    AND r.hour >= p.start -- sqlite
    AND r.hour < p.until -- sqlite
    AND r.hour >= p.starts[1] -- postgres
    AND r.hour < p.until -- postgres
    AND (CAST($4 AS TEXT) IS NULL OR r.value = $4)
GROUP BY 1, 2
