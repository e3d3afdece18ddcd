-- The newest $7 comments on survey $1, answered from $2 up to $3; only those whose segment $4 is $5
-- ('' for all) and that fit $6; answers without a comment, too, if $8.
SELECT r.id, r.score, r.comment, r.segments, r.language, r.answered_at,
    (
        SELECT json_group_array(t.tag) -- sqlite
        SELECT COALESCE(jsonb_agg(t.tag), '[]') -- postgres
        FROM tagging AS t WHERE t.response_id = r.id AND t.gone_at IS NULL
    ) AS tags
FROM response AS r
-- include comments.about $1 $2 $3 $4 $5 $6
    AND (CAST($8 AS BOOLEAN) OR r.comment <> '')
ORDER BY r.answered_at DESC, r.id DESC
LIMIT $7
