-- What surveys [$1...], as they are asked now, say about tags; NULL where they say nothing.
SELECT s.id,
    v.definition->'$.tags' AS tags -- sqlite
    v.definition::jsonb->'tags' AS tags -- postgres
FROM survey AS s
JOIN survey_version AS v ON v.survey_id = s.id AND v.version = s.version
WHERE s.id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE s.id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
