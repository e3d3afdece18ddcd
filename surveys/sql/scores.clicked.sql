-- Answers to survey $1 from $2 up to $3 that nobody sent with the button, whose segment $4 is $5 ('' for
-- all), by evidence. They have an index of their own.
SELECT evidence, COUNT(*) AS n
FROM response
WHERE survey_id = $1
    AND answered_at >= $2
    AND answered_at < $3
    AND evidence <> 'explicit'
    AND deleted_at IS NULL
    AND ($4 = '' OR json_extract(segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR segments->>$4 = $5) -- postgres
GROUP BY evidence
