-- The same of ledger rows that are not folded yet ('' for no property), by score.
SELECT
    ((c.hour + CAST(p.value->>0 AS BIGINT)) / 3600000000 + 72) % 168 AS number, -- sqlite
    ((c.hour + p.easts[width_bucket(c.hour, p.starts)]) / 3600000000 + 72) % 168 AS number, -- postgres
    c.score, SUM(c.delta) AS n
FROM response_change AS c
JOIN response AS r ON r.id = c.response_id
JOIN json_each($1) AS p -- sqlite
JOIN ( -- postgres
    -- include week.span $1 -- postgres
) AS p -- postgres
    ON c.hour >= CAST(p.value->>1 AS BIGINT) AND c.hour < CAST(p.value->>2 AS BIGINT) -- sqlite
    ON c.hour >= p.starts[1] AND c.hour < p.until -- postgres
WHERE NOT c.folded
    AND c.survey_id = $2
    AND ($3 = '' OR json_extract(r.segments, '$."' || $3 || '"') = $4) -- sqlite
    AND ($3 = '' OR r.segments->>$3 = $4) -- postgres
GROUP BY 1, 2
