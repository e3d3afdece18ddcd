-- The live version of the survey with key $1.
SELECT v.survey_id, v.version, v.definition
FROM survey AS s
JOIN survey_version AS v ON v.survey_id = s.id AND v.version = s.version
WHERE s.key = $1
