-- Part of others: responses of survey $1, score from $2 to $3, with segment or column $4 = $5, with a
-- comment if $6, answered from $7 up to $8, with tag $9, in one of the stretches [[microseconds east of
-- UTC, start, end, hour of the week], ...] in $10 at that hour. NULL or '' leaves a filter out, but as $5 it asks for those without. @channel is the column;
-- channel is the segment or, among all surveys, the column of those that have none.
AND (CAST($1 AS BIGINT) IS NULL OR r.survey_id = $1)
AND (CAST($2 AS INTEGER) IS NULL OR r.score >= $2)
AND (CAST($3 AS INTEGER) IS NULL OR r.score <= $3)
AND ($4 = '' OR $5 = COALESCE(
    json_extract(r.segments, '$."' || $4 || '"'), -- sqlite
    r.segments->>$4, -- postgres
    CASE WHEN CAST($1 AS BIGINT) IS NULL OR substr($4, 1, 1) = '@' THEN CASE ltrim($4, '@')
        WHEN 'channel' THEN r.channel
        WHEN 'language' THEN r.language
        WHEN 'version' THEN CAST(r.version AS TEXT)
    END END, ''))
AND (NOT CAST($6 AS BOOLEAN) OR r.comment IS NOT NULL)
AND (CAST($7 AS BIGINT) IS NULL OR r.answered_at >= $7)
AND (CAST($8 AS BIGINT) IS NULL OR r.answered_at < $8)
AND ($9 = '' OR EXISTS (
    SELECT 1 FROM tagging AS f
    WHERE f.tag = $9 AND f.response_id = r.id AND f.gone_at IS NULL
))
AND (CAST($10 AS TEXT) IS NULL OR EXISTS (
    SELECT 1
    FROM json_each($10) AS p -- sqlite
    FROM jsonb_array_elements($10::jsonb) AS p (value) -- postgres
    WHERE r.answered_at >= CAST(p.value->>1 AS BIGINT)
        AND r.answered_at < CAST(p.value->>2 AS BIGINT)
        AND ((r.answered_at + CAST(p.value->>0 AS BIGINT)) / 3600000000 + 72) % 168
            = CAST(p.value->>3 AS INTEGER)
))
