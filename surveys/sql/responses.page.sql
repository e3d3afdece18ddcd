-- Responses that count, newest first: of survey $1, score from $2 to $3, with segment or column $4 =
-- $5, with a comment if $6, answered from $7 up to $8, older than id $9, with tag $11. NULL or ''
-- leaves a filter out. The contact's id is that of the event's source. @channel is the column; channel
-- is the segment or, among all surveys, the column of those that have none.
SELECT r.id, s.key AS survey, r.version, r.score, r.comment, r.answers, r.segments, r.channel,
    r.language, r.evidence, r.answered_at, r.updated_at, i.event_id,
    (
        SELECT json_group_array(t.tag) -- sqlite
        SELECT COALESCE(jsonb_agg(t.tag), '[]') -- postgres
        FROM tagging AS t WHERE t.response_id = r.id AND t.gone_at IS NULL
    ) AS tags,
    (
        SELECT n.external_id FROM identity AS n
        WHERE n.contact_id = c.id AND n.source = COALESCE(e.source, n.source)
        ORDER BY n.id LIMIT 1
    ) AS contact_id,
    c.email AS contact_email, c.name AS contact_name
FROM response AS r
JOIN survey AS s ON s.id = r.survey_id
LEFT JOIN invitation AS i ON i.id = r.invitation_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = r.contact_id
WHERE r.deleted_at IS NULL
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
        END END))
    AND (NOT CAST($6 AS BOOLEAN) OR r.comment IS NOT NULL)
    AND (CAST($7 AS BIGINT) IS NULL OR r.answered_at >= $7)
    AND (CAST($8 AS BIGINT) IS NULL OR r.answered_at < $8)
    AND ($11 = '' OR EXISTS (
        SELECT 1 FROM tagging AS f
        WHERE f.tag = $11 AND f.response_id = r.id AND f.gone_at IS NULL
    ))
    AND r.id < $9
ORDER BY r.id DESC
LIMIT $10
