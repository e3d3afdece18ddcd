-- When the newest response of survey $1 was given.
SELECT MAX(answered_at) AS answered_at FROM response WHERE survey_id = $1 AND deleted_at IS NULL
