-- When invitations of survey $1 go out that were made about events received before $2 and go out
-- at $3 or later, but for those that had been taken back by then and gave their place back.
SELECT i.due_at
FROM invitation AS i
JOIN event AS e ON e.id = i.event_id
WHERE i.survey_id = $1 AND e.received_at < $2 AND i.due_at >= $3
    AND NOT (
        i.state = 'withdrawn' AND i.sent_at IS NULL AND COALESCE((
            SELECT MAX(m.ended_at) FROM message AS m
            WHERE m.invitation_id = i.id AND m.state = 'withdrawn'
        ), $2) < $2
    )
