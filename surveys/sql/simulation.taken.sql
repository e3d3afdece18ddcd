-- When invitations of survey $1 go out that were made about events received before $2 and go out
-- at $3 or later.
SELECT i.due_at
FROM invitation AS i
JOIN event AS e ON e.id = i.event_id
WHERE i.survey_id = $1 AND e.received_at < $2 AND i.due_at >= $3
