-- What survey $1 has had an alert about since $2.
SELECT property, value FROM alert WHERE survey_id = $1 AND opened_at > $2
