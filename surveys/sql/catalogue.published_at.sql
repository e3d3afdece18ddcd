-- When the live version of every survey was published.
SELECT s.key, v.created_at
FROM survey AS s
JOIN survey_version AS v ON v.survey_id = s.id AND v.version = s.version
