-- What people wrote to us, newest first: with outcome $1, on channel $2, from $3 up to $4, with ids
-- below $5 and from $6 on. NULL leaves a filter out. The contact's id is that of the event's source.
SELECT n.id, n.channel, n.sender, n.recipient, n.text, n.outcome, n.received_at,
    s.key AS survey, i.event_id,
    (
        SELECT d.external_id FROM identity AS d
        WHERE d.contact_id = i.contact_id AND d.source = COALESCE(e.source, d.source)
        ORDER BY d.id LIMIT 1
    ) AS contact_id,
    c.email AS contact_email, c.name AS contact_name
FROM inbound AS n
LEFT JOIN invitation AS i ON i.id = n.invitation_id
LEFT JOIN survey AS s ON s.id = i.survey_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = i.contact_id
WHERE (CAST($1 AS TEXT) IS NULL OR n.outcome = $1)
    AND (CAST($2 AS TEXT) IS NULL OR n.channel = $2)
    AND (CAST($3 AS BIGINT) IS NULL OR n.received_at >= $3)
    AND (CAST($4 AS BIGINT) IS NULL OR n.received_at < $4)
    AND n.id < $5
    AND n.id >= $6
ORDER BY n.id DESC
LIMIT $7
