-- Hourly counts of survey $2 for property $3 with value $4 by hour of the week, 0 being Monday at
-- midnight (1970 began on a Thursday), in stretches [[microseconds east of UTC, start, end], ...].
SELECT ((r.hour + CAST(p.value->>0 AS BIGINT)) / 3600000000 + 72) % 168 AS number,
    SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, SUM(c3) AS c3, SUM(c4) AS c4, SUM(c5) AS c5,
    SUM(c6) AS c6, SUM(c7) AS c7, SUM(c8) AS c8, SUM(c9) AS c9, SUM(c10) AS c10
FROM json_each($1) AS p -- sqlite
FROM jsonb_array_elements($1::jsonb) AS p (value) -- postgres
CROSS JOIN rollup AS r -- sqlite
JOIN rollup AS r ON TRUE -- postgres
WHERE r.survey_id = $2
    AND r.property = $3
    AND r.value = $4
    AND r.hour >= CAST(p.value->>1 AS BIGINT)
    AND r.hour < CAST(p.value->>2 AS BIGINT)
GROUP BY 1
