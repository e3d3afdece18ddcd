-- When the response to survey $1 was given that comes $3 before the moment $2, from an index.
SELECT answered_at
FROM response
WHERE survey_id = $1 AND answered_at < $2
ORDER BY answered_at DESC
LIMIT 1 OFFSET $3
