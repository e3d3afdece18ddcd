-- Ledger rows of survey $2 that are not folded yet, in periods [[number, start, end], ...].
SELECT CAST(p.value->>0 AS INTEGER) AS number, r.segments, c.score, c.delta
FROM response_change AS c
JOIN response AS r ON r.id = c.response_id
JOIN json_each($1) AS p -- sqlite
JOIN jsonb_array_elements($1::jsonb) AS p (value) -- postgres
    ON c.hour >= CAST(p.value->>1 AS BIGINT) AND c.hour < CAST(p.value->>2 AS BIGINT)
WHERE NOT c.folded AND c.survey_id = $2
