-- The newest $6 comments on survey $1, answered from $2 up to $3; only those whose segment $4 is $5
-- ('' for all).
SELECT r.score, r.comment, r.segments, r.language, r.answered_at
FROM response AS r
WHERE r.survey_id = $1
    AND r.answered_at >= $2
    AND r.answered_at < $3
    AND r.deleted_at IS NULL
    AND r.comment IS NOT NULL
    AND r.comment <> ''
    AND ($4 = '' OR json_extract(r.segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR r.segments->>$4 = $5) -- postgres
ORDER BY r.answered_at DESC, r.id DESC
LIMIT $6
