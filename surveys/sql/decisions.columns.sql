-- Part of others: what a list tells of decisions d. The contact's id is that of the event's source.
SELECT d.id, d.event_id, s.key AS survey, d.version, d.outcome, d.rule, d.reason, d.sentence,
    d.inputs, d.until, d.decided_at, e.type AS event_type,
    -- include contact_list.external_id
    c.email AS contact_email, c.name AS contact_name
FROM decision AS d
LEFT JOIN survey AS s ON s.id = d.survey_id
LEFT JOIN event AS e ON e.id = d.event_id
LEFT JOIN contact AS c ON c.id = d.contact_id
