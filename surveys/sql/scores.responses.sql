-- Answers to survey $2 in periods [[number, start, end], ...] by segment $3 ('' for none), only
-- those whose segment $4 is $5 ('' for all).
SELECT CAST(p.value->>0 AS INTEGER) AS number, r.score, COUNT(*) AS n,
    json_extract(r.segments, '$."' || $3 || '"') AS segment -- sqlite
    r.segments->>$3 AS segment -- postgres
FROM json_each($1) AS p -- sqlite
FROM jsonb_array_elements($1::jsonb) AS p (value) -- postgres
JOIN response AS r
    ON r.answered_at >= CAST(p.value->>1 AS BIGINT) AND r.answered_at < CAST(p.value->>2 AS BIGINT)
WHERE r.survey_id = $2
    AND r.deleted_at IS NULL
    AND ($4 = '' OR json_extract(r.segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR r.segments->>$4 = $5) -- postgres
GROUP BY 1, 2, segment
