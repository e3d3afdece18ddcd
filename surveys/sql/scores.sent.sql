-- Invitations to survey $1 first sent from $2 up to $3, whose segment $4 is $5 ('' for all) and that
-- fit $6: how many, how many of them not known to have bounced, how many have an answer that counts,
-- and how many had one at $3.
SELECT COUNT(*) AS sent,
    COUNT(*) FILTER (WHERE i.state <> 'failed') AS delivered,
    COUNT(i.answered_at) AS answered,
    COUNT(*) FILTER (WHERE i.answered_at < $3) AS in_time
FROM invitation AS i
WHERE i.survey_id = $1
    AND i.sent_at >= $2
    AND i.sent_at < $3
    AND ($4 = '' OR json_extract(i.segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR i.segments->>$4 = $5) -- postgres
    AND ($6 = '[]' OR NOT EXISTS (
        SELECT 1 FROM json_each($6) AS w -- sqlite
        SELECT 1 FROM jsonb_array_elements($6::jsonb) AS w (value) -- postgres
        WHERE COALESCE(
            CASE w.value->>0
                WHEN '@language' THEN i.language
                WHEN '@version' THEN CAST(i.version AS TEXT)
                ELSE json_extract(i.segments, '$."' || (w.value->>0) || '"') -- sqlite
                ELSE i.segments->>(w.value->>0) -- postgres
            END, '') <> w.value->>1
    ))
