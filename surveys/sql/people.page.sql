-- People with an address, by id: made from $1 up to $2, with email $3, with phone $4 (NULL leaves a
-- filter out), after id $5. What was asked elsewhere counts as sent.
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
WHERE c.merged_into IS NULL
    AND (c.email IS NOT NULL OR c.phone IS NOT NULL)
    AND (CAST($1 AS BIGINT) IS NULL OR c.created_at >= $1)
    AND (CAST($2 AS BIGINT) IS NULL OR c.created_at < $2)
    AND (CAST($3 AS TEXT) IS NULL OR c.email = $3)
    AND (CAST($4 AS TEXT) IS NULL OR c.phone = $4)
    AND c.id > $5
ORDER BY c.id
LIMIT $6
