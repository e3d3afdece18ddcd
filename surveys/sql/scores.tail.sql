-- Ledger rows of survey $2 that are not folded yet, in periods [[number, start, end], ...].
SELECT
    CAST(p.value->>0 AS INTEGER) AS number, -- sqlite
    width_bucket(c.hour, p.starts) - 1 AS number, -- postgres
    r.segments, c.score, c.delta
FROM response_change AS c
JOIN response AS r ON r.id = c.response_id
JOIN json_each($1) AS p -- sqlite
JOIN ( -- postgres
    -- include scores.span $1 -- postgres
) AS p -- postgres
    ON c.hour >= CAST(p.value->>1 AS BIGINT) AND c.hour < CAST(p.value->>2 AS BIGINT) -- sqlite
    ON c.hour >= p.starts[1] AND c.hour < p.until -- postgres
WHERE NOT c.folded AND c.survey_id = $2
