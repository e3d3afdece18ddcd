-- Versions by [[survey_id, version], ...].
SELECT v.survey_id, v.version, v.definition
FROM json_each($1) AS k -- sqlite
FROM jsonb_array_elements($1::jsonb) AS k (value) -- postgres
JOIN survey_version AS v
    ON v.survey_id = CAST(k.value->>0 AS BIGINT) AND v.version = CAST(k.value->>1 AS INTEGER)
