-- Invitations to surveys [$2...] that wait to be sent to contact $1, held.
SELECT id FROM invitation
WHERE contact_id = $1 AND state = 'waiting'
    AND survey_id IN (SELECT value FROM json_each($2)) -- sqlite
    AND survey_id IN (SELECT CAST(jsonb_array_elements_text($2::jsonb) AS BIGINT)) -- postgres
ORDER BY id
FOR UPDATE -- postgres
