-- Hourly counts of survey $2 by property $3 (only value $4, if given) in periods [[number, start,
-- end], ...]: each period is one short walk along the unique index.
SELECT CAST(p.value->>0 AS INTEGER) AS number, r.value,
    SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, SUM(c3) AS c3, SUM(c4) AS c4, SUM(c5) AS c5,
    SUM(c6) AS c6, SUM(c7) AS c7, SUM(c8) AS c8, SUM(c9) AS c9, SUM(c10) AS c10
FROM json_each($1) AS p -- sqlite
FROM jsonb_array_elements($1::jsonb) AS p (value) -- postgres
CROSS JOIN rollup AS r -- sqlite
JOIN rollup AS r ON TRUE -- postgres
WHERE r.survey_id = $2
    AND r.property = $3
    AND r.hour >= CAST(p.value->>1 AS BIGINT)
    AND r.hour < CAST(p.value->>2 AS BIGINT)
    AND (CAST($4 AS TEXT) IS NULL OR r.value = $4)
GROUP BY 1, 2
