-- The survey with the most answers that are folded.
SELECT survey_id FROM rollup WHERE property = ''
GROUP BY survey_id ORDER BY SUM(answered) DESC, survey_id LIMIT 1
