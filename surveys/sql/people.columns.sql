-- Part of others: what is told of people c, and c. What was asked elsewhere counts as sent.
SELECT c.id, c.email, c.phone, c.name, c.created_at,
    (
        SELECT MAX(COALESCE(i.sent_at, i.due_at))
        FROM invitation AS i
        JOIN event AS e ON e.id = i.event_id
        WHERE i.contact_id = c.id AND (i.sent_at IS NOT NULL OR e.type = 'delighted.last_sent')
    ) AS last_sent_at,
    (
        SELECT MAX(a.answered_at) FROM (
            SELECT i.answered_at FROM invitation AS i WHERE i.contact_id = c.id
            UNION ALL
            SELECT r.answered_at FROM response AS r
            WHERE r.contact_id = c.id AND r.invitation_id IS NULL AND r.deleted_at IS NULL
        ) AS a
    ) AS last_responded_at,
    (
        SELECT MIN(i.due_at) FROM invitation AS i
        WHERE i.contact_id = c.id AND i.state = 'waiting'
    ) AS next_survey_scheduled_at
FROM contact AS c
