-- The same from the ledger as it was at $6.
SELECT CAST(p.value->>0 AS INTEGER) AS number, c.score, SUM(c.delta) AS n,
    json_extract(r.segments, '$."' || $3 || '"') AS segment -- sqlite
    r.segments->>$3 AS segment -- postgres
FROM json_each($1) AS p -- sqlite
FROM jsonb_array_elements($1::jsonb) AS p (value) -- postgres
JOIN response AS r
    ON r.answered_at >= CAST(p.value->>1 AS BIGINT) AND r.answered_at < CAST(p.value->>2 AS BIGINT)
JOIN response_change AS c ON c.response_id = r.id AND c.at <= $6
WHERE r.survey_id = $2
    AND ($4 = '' OR json_extract(r.segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR r.segments->>$4 = $5) -- postgres
GROUP BY 1, 2, segment
