-- Answers to survey $2 in periods [[number, start, end], ...] by segment $3 ('' for none), only
-- those whose segment $4 is $5 ('' for all).
SELECT CAST(p.value->>0 AS INTEGER) AS number, r.segments->>$3 AS segment, r.score, COUNT(*) AS n
FROM json_each($1) AS p -- sqlite
FROM jsonb_array_elements($1::jsonb) AS p (value) -- postgres
JOIN response AS r
    ON r.answered_at >= CAST(p.value->>1 AS BIGINT) AND r.answered_at < CAST(p.value->>2 AS BIGINT)
WHERE r.survey_id = $2
    AND r.deleted_at IS NULL
    AND ($4 = '' OR r.segments->>$4 = $5)
GROUP BY 1, 2, 3
