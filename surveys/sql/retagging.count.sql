-- How many comments on survey $1 there are.
SELECT COUNT(*) AS n
FROM response
WHERE survey_id = $1 AND comment IS NOT NULL AND deleted_at IS NULL
