-- Webhooks that live, held; those that another worker holds are left to it.
SELECT id, survey_id, heard FROM webhook
WHERE ended_at IS NULL
ORDER BY id
FOR UPDATE SKIP LOCKED -- postgres
