-- When the newest response to survey $1 was given that was taken over from Delighted.
SELECT MAX(answered_at) AS answered_at FROM response WHERE survey_id = $1 AND channel = 'delighted'
