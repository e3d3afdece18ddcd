-- Invitations to survey $1 first sent from $2 up to $3 that have an answer that counts, whose segment
-- $4 is $5 ('' for all) and that fit $6: how many, and the microseconds after which half of them and
-- nine tenths had it.
SELECT COALESCE(MAX(n), 0) AS n,
    MAX(CASE WHEN number = (n + 1) / 2 THEN took END) AS median,
    MAX(CASE WHEN number = (9 * n + 9) / 10 THEN took END) AS p90
FROM (
    SELECT r.answered_at - i.sent_at AS took, COUNT(*) OVER () AS n,
        ROW_NUMBER() OVER (ORDER BY r.answered_at - i.sent_at) AS number
    FROM invitation AS i
    JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
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
                    WHEN '@channel' THEN r.channel
                    WHEN '@language' THEN i.language
                    WHEN '@version' THEN CAST(i.version AS TEXT)
                    ELSE json_extract(i.segments, '$."' || (w.value->>0) || '"') -- sqlite
                    ELSE i.segments->>(w.value->>0) -- postgres
                END, '') <> w.value->>1
        ))
) AS t
