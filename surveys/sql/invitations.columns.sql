-- Part of others: what a list tells of invitations i. The contact's id is that of the event's source.
SELECT i.id, i.event_id, s.key AS survey, i.version, i.state, i.language, i.channels, i.segments,
    i.created_at, i.due_at, i.expires_at, i.sent_at, i.answered_at, r.id AS response_id,
    -- include contact_list.external_id
    c.email AS contact_email, c.name AS contact_name
FROM invitation AS i
LEFT JOIN survey AS s ON s.id = i.survey_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = i.contact_id
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
