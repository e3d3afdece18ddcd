-- The same of ledger rows that are not folded yet ('' for no property), by score.
SELECT ((c.hour + CAST(p.value->>0 AS BIGINT)) / 3600000000 + 72) % 168 AS number, c.score, SUM(c.delta) AS n
FROM response_change AS c
JOIN response AS r ON r.id = c.response_id
JOIN json_each($1) AS p -- sqlite
JOIN jsonb_array_elements($1::jsonb) AS p (value) -- postgres
    ON c.hour >= CAST(p.value->>1 AS BIGINT) AND c.hour < CAST(p.value->>2 AS BIGINT)
WHERE NOT c.folded
    AND c.survey_id = $2
    AND ($3 = '' OR json_extract(r.segments, '$."' || $3 || '"') = $4) -- sqlite
    AND ($3 = '' OR r.segments->>$3 = $4) -- postgres
GROUP BY 1, 2
