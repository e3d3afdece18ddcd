-- Try event $1 again at the time in $3 that belongs to its number of tries; remember error $2.
UPDATE inbox
SET attempts = attempts + 1,
    error = $2,
    due_at = CAST(json_extract($3, '$[' || attempts || ']') AS BIGINT) -- sqlite
    due_at = CAST($3::jsonb->>CAST(attempts AS INTEGER) AS BIGINT) -- postgres
WHERE event_id = $1 AND attempts < 5
RETURNING attempts
