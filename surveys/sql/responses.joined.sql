-- Part of others: what belongs to responses r.
JOIN survey AS s ON s.id = r.survey_id
LEFT JOIN invitation AS i ON i.id = r.invitation_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = r.contact_id
