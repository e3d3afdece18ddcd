-- The next $4 comments on survey $1 after the one of response $2, as of $3.
SELECT id AS response_id, survey_id, score, comment, CAST($3 AS BIGINT) AS at
FROM response
WHERE id > $2 AND survey_id = $1 AND comment IS NOT NULL AND deleted_at IS NULL
ORDER BY id
LIMIT $4
