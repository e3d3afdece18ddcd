-- Hourly counts of survey $2 for property $3 with value $4 by hour of the week, 0 being Monday at
-- midnight (1970 began on a Thursday), in stretches [[microseconds east of UTC, start, end], ...] that
-- follow each other: each is a walk along SQLite's index, all are one along that of PostgreSQL.
SELECT
    ((r.hour + CAST(p.value->>0 AS BIGINT)) / 3600000000 + 72) % 168 AS number, -- sqlite
    ((r.hour + p.easts[width_bucket(r.hour, p.starts)]) / 3600000000 + 72) % 168 AS number, -- postgres
    SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, SUM(c3) AS c3, SUM(c4) AS c4, SUM(c5) AS c5,
    SUM(c6) AS c6, SUM(c7) AS c7, SUM(c8) AS c8, SUM(c9) AS c9, SUM(c10) AS c10
FROM json_each($1) AS p -- sqlite
FROM ( -- postgres
    -- include week.span $1 -- postgres
) AS p -- postgres
CROSS JOIN rollup AS r -- sqlite
JOIN rollup AS r ON TRUE -- postgres
WHERE r.survey_id = $2
    AND r.property = $3
    AND r.value = $4
    AND r.hour >= CAST(p.value->>1 AS BIGINT) -- sqlite
    AND r.hour < CAST(p.value->>2 AS BIGINT) -- sqlite
    AND r.hour >= p.starts[1] -- postgres
    AND r.hour < p.until -- postgres
GROUP BY 1
