-- Ledger rows of survey $2 that are not folded yet, in periods [[number, start, end], ...].
SELECT
    CAST(p.value->>0 AS INTEGER) AS number, -- sqlite
    width_bucket(c.hour, p.starts) - 1 AS number, -- postgres
    r.segments, c.score, c.delta
FROM response_change AS c
JOIN response AS r ON r.id = c.response_id
JOIN json_each($1) AS p -- sqlite
JOIN ( -- postgres
    SELECT array_agg(CAST(b.value->>1 AS BIGINT) ORDER BY CAST(b.value->>0 AS INTEGER)) AS starts, -- postgres
        MAX(CAST(b.value->>2 AS BIGINT)) AS until -- postgres
    FROM jsonb_array_elements($1::jsonb) AS b (value) -- postgres
) AS p -- postgres
    ON c.hour >= CAST(p.value->>1 AS BIGINT) AND c.hour < CAST(p.value->>2 AS BIGINT) -- sqlite
    ON c.hour >= p.starts[1] AND c.hour < p.until -- postgres
WHERE NOT c.folded AND c.survey_id = $2
