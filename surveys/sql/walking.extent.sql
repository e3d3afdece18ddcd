-- The oldest and the newest id in table $1.
SELECT
    CASE $1
        WHEN 'alert' THEN (SELECT MIN(id) FROM alert)
        WHEN 'cases' THEN (SELECT MIN(id) FROM cases)
        WHEN 'contact' THEN (SELECT MIN(id) FROM contact)
        WHEN 'decision' THEN (SELECT MIN(id) FROM decision)
        WHEN 'event' THEN (SELECT MIN(id) FROM event)
        WHEN 'inbound' THEN (SELECT MIN(id) FROM inbound)
        WHEN 'invitation' THEN (SELECT MIN(id) FROM invitation)
        WHEN 'message' THEN (SELECT MIN(id) FROM message)
        WHEN 'response' THEN (SELECT MIN(id) FROM response)
    END AS oldest,
    CASE $1
        WHEN 'alert' THEN (SELECT MAX(id) FROM alert)
        WHEN 'cases' THEN (SELECT MAX(id) FROM cases)
        WHEN 'contact' THEN (SELECT MAX(id) FROM contact)
        WHEN 'decision' THEN (SELECT MAX(id) FROM decision)
        WHEN 'event' THEN (SELECT MAX(id) FROM event)
        WHEN 'inbound' THEN (SELECT MAX(id) FROM inbound)
        WHEN 'invitation' THEN (SELECT MAX(id) FROM invitation)
        WHEN 'message' THEN (SELECT MAX(id) FROM message)
        WHEN 'response' THEN (SELECT MAX(id) FROM response)
    END AS newest
