-- Responses [$1...] with who gave them, those of them that count and are of surveys [$2...].
SELECT r.id, r.survey_id, r.version, s.kind, r.score, r.comment, r.answers, r.language, r.segments,
    r.answered_at, r.updated_at, c.id AS contact_id, c.email, c.phone, c.name, c.created_at,
    p.properties AS told, e.payload
FROM response AS r
JOIN survey AS s ON s.id = r.survey_id
LEFT JOIN invitation AS i ON i.id = r.invitation_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = r.contact_id
LEFT JOIN particulars AS p ON p.response_id = r.id
WHERE r.deleted_at IS NULL
    AND r.id IN (SELECT value FROM json_each($1)) -- sqlite
    AND +r.survey_id IN (SELECT value FROM json_each($2)) -- sqlite
    AND r.id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT))) -- postgres
    AND r.survey_id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text($2::jsonb) AS BIGINT))) -- postgres
