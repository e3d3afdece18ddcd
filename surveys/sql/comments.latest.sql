-- The newest $7 comments on survey $1, answered from $2 up to $3; only those whose segment $4 is $5
-- ('' for all) and that fit $6; answers without a comment, too, if $8.
SELECT r.id, r.score, r.comment, r.segments, r.language, r.answered_at,
    (
        SELECT json_group_array(t.tag) -- sqlite
        SELECT COALESCE(jsonb_agg(t.tag), '[]') -- postgres
        FROM tagging AS t WHERE t.response_id = r.id AND t.gone_at IS NULL
    ) AS tags
FROM response AS r
WHERE r.survey_id = $1
    AND r.answered_at >= $2
    AND r.answered_at < $3
    AND r.deleted_at IS NULL
    AND (CAST($8 AS BOOLEAN) OR r.comment <> '')
    AND ($4 = '' OR json_extract(r.segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR r.segments->>$4 = $5) -- postgres
    AND ($6 = '[]' OR NOT EXISTS (
        SELECT 1 FROM json_each($6) AS w -- sqlite
        SELECT 1 FROM jsonb_array_elements($6::jsonb) AS w (value) -- postgres
        WHERE COALESCE(
            CASE w.value->>0
                WHEN '@channel' THEN r.channel
                WHEN '@language' THEN r.language
                WHEN '@version' THEN CAST(r.version AS TEXT)
                ELSE json_extract(r.segments, '$."' || (w.value->>0) || '"') -- sqlite
                ELSE r.segments->>(w.value->>0) -- postgres
            END, '') <> w.value->>1
    ))
ORDER BY r.answered_at DESC, r.id DESC
LIMIT $7
