-- Answers to survey $2 by hour of the week and score, in stretches as above; only those whose segment
-- $3 is $4 ('' for all) and that fit [[name, value], ...] in $5, @ for a column.
SELECT ((r.answered_at + CAST(p.value->>0 AS BIGINT)) / 3600000000 + 72) % 168 AS number, r.score, COUNT(*) AS n
FROM json_each($1) AS p -- sqlite
FROM jsonb_array_elements($1::jsonb) AS p (value) -- postgres
JOIN response AS r
    ON r.answered_at >= CAST(p.value->>1 AS BIGINT) AND r.answered_at < CAST(p.value->>2 AS BIGINT)
WHERE r.survey_id = $2
    AND r.deleted_at IS NULL
    AND ($3 = '' OR json_extract(r.segments, '$."' || $3 || '"') = $4) -- sqlite
    AND ($3 = '' OR r.segments->>$3 = $4) -- postgres
    AND ($5 = '[]' OR NOT EXISTS (
        SELECT 1 FROM json_each($5) AS w -- sqlite
        SELECT 1 FROM jsonb_array_elements($5::jsonb) AS w (value) -- postgres
        WHERE COALESCE(
            CASE w.value->>0
                WHEN '@channel' THEN r.channel
                WHEN '@language' THEN r.language
                WHEN '@version' THEN CAST(r.version AS TEXT)
                ELSE json_extract(r.segments, '$."' || (w.value->>0) || '"') -- sqlite
                ELSE r.segments->>(w.value->>0) -- postgres
            END, '') <> w.value->>1
    ))
GROUP BY 1, 2
