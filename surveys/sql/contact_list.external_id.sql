-- Part of others: what the source of event e calls contact c; without an event, the first name of all.
(
    SELECT n.external_id FROM identity AS n
    WHERE n.contact_id = c.id AND n.source = COALESCE(e.source, n.source)
    ORDER BY n.id LIMIT 1
) AS contact_id,
