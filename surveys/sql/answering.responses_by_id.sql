-- Responses [$1...].
SELECT id, invitation_id, survey_id, version, contact_id, score, comment, answers, segments,
    channel, language, evidence, page_visit, page_at, answered_at, updated_at, deleted_at
FROM response
WHERE id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
ORDER BY id
FOR UPDATE -- postgres
