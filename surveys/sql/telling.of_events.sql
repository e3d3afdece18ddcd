-- The invitations of [[event, survey], ...].
SELECT i.id, i.event_id, i.survey_id
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
JOIN invitation AS i
    ON i.event_id = CAST(n.value->>0 AS BIGINT) AND i.survey_id = CAST(n.value->>1 AS BIGINT)
