-- Invitations of contacts [$1...] asked since $2, or to be asked, for the throttle. One that still
-- waits is asked when its message is due, and not before now, $3: the sender may be behind.
SELECT id, contact_id, survey_key, state,
    COALESCE(sent_at, CASE WHEN queued_for < $3 THEN $3 ELSE queued_for END, due_at) AS asked_at
FROM (
    SELECT i.id, i.contact_id, s.key AS survey_key, i.state, i.sent_at, i.due_at, (
        SELECT MAX(m.due_at) FROM message AS m
        WHERE i.state = 'waiting' AND m.invitation_id = i.id AND m.state IN ('queued', 'claimed')
    ) AS queued_for
    FROM invitation AS i
    JOIN survey AS s ON s.id = i.survey_id
    WHERE (COALESCE(i.sent_at, i.due_at) >= $2 OR i.state = 'waiting')
        AND i.contact_id IN (SELECT value FROM json_each($1)) -- sqlite
        AND i.contact_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
) AS e
