-- Decisions, newest first: of survey $1, with outcome $2, rule $3 and reason $4, decided from $5 up
-- to $6, with ids below $7 and from $8 on; of those that may ask ($10
-- considered) and whose invitation was sent ($10 sent) or answered. NULL leaves a filter out.
SELECT d.id, d.event_id, s.key AS survey, d.version, d.outcome, d.rule, d.reason, d.sentence,
    d.inputs, d.until, d.decided_at, e.type AS event_type,
    (
        SELECT n.external_id FROM identity AS n
        WHERE n.contact_id = c.id AND n.source = COALESCE(e.source, n.source)
        ORDER BY n.id LIMIT 1
    ) AS contact_id,
    c.email AS contact_email, c.name AS contact_name
FROM decision AS d
LEFT JOIN survey AS s ON s.id = d.survey_id
LEFT JOIN event AS e ON e.id = d.event_id
LEFT JOIN contact AS c ON c.id = d.contact_id
WHERE (CAST($1 AS BIGINT) IS NULL OR d.survey_id = $1)
    AND (CAST($2 AS TEXT) IS NULL OR d.outcome = $2)
    AND (CAST($3 AS TEXT) IS NULL OR d.rule = $3)
    AND (CAST($4 AS TEXT) IS NULL OR d.reason = $4)
    AND (CAST($5 AS BIGINT) IS NULL OR d.decided_at >= $5)
    AND (CAST($6 AS BIGINT) IS NULL OR d.decided_at < $6)
    -- include decisions.step $10
    AND d.id < $7
    AND d.id >= $8
ORDER BY d.id DESC
LIMIT $9
