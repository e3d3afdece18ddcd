-- What has been answered on visits [$1...].
SELECT id, visit, invitation_id, survey_id, version, contact_id, score, comment, answers, segments,
    channel, language, evidence, page_visit, page_at, answered_at, updated_at, deleted_at
FROM response
WHERE visit IN (SELECT value FROM json_each($1)) -- sqlite
WHERE visit IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
