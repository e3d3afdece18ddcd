-- Invitations of contacts [$1...] asked since $2, or to be asked, for the throttle.
SELECT i.id, i.contact_id, s.key AS survey_key, i.state, COALESCE(i.sent_at, i.due_at) AS asked_at
FROM invitation AS i
JOIN survey AS s ON s.id = i.survey_id
WHERE COALESCE(i.sent_at, i.due_at) >= $2
    AND i.contact_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND i.contact_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
