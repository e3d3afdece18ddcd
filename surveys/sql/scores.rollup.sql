-- Hourly counts of survey $2 by property $3 (only value $4, if given) in periods [[number, start,
-- end], ...] that follow each other: each is one short walk along the unique index of SQLite, and all
-- are one walk along that of PostgreSQL, which plans many of them badly.
SELECT CAST(p.value->>0 AS INTEGER) AS number, r.value, -- sqlite
SELECT width_bucket(r.hour, p.starts) - 1 AS number, r.value, -- postgres
    SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, SUM(c3) AS c3, SUM(c4) AS c4, SUM(c5) AS c5,
    SUM(c6) AS c6, SUM(c7) AS c7, SUM(c8) AS c8, SUM(c9) AS c9, SUM(c10) AS c10
FROM json_each($1) AS p -- sqlite
FROM ( -- postgres
    -- include scores.span $1 -- postgres
) AS p -- postgres
CROSS JOIN rollup AS r -- sqlite
JOIN rollup AS r ON TRUE -- postgres
WHERE r.survey_id = $2
    AND r.property = $3
    AND r.hour >= CAST(p.value->>1 AS BIGINT) -- sqlite
    AND r.hour < CAST(p.value->>2 AS BIGINT) -- sqlite
    AND r.hour >= p.starts[1] -- postgres
    AND r.hour < p.until -- postgres
    AND (CAST($4 AS TEXT) IS NULL OR r.value = $4)
GROUP BY 1, 2
