-- What versions [[survey, version], ...] say about their answers, NULL where they say nothing.
SELECT v.survey_id, v.version,
    v.definition->'$.follow_up' AS follow_up, -- sqlite
    v.definition->>'$.editable' AS editable -- sqlite
    v.definition::jsonb->'follow_up' AS follow_up, -- postgres
    v.definition::jsonb->>'editable' AS editable -- postgres
FROM json_each($1) AS k -- sqlite
FROM jsonb_array_elements($1::jsonb) AS k (value) -- postgres
JOIN survey_version AS v
    ON v.survey_id = CAST(k.value->>0 AS BIGINT) AND v.version = CAST(k.value->>1 AS INTEGER)
