SELECT s.key AS survey, d.version, d.outcome, d.rule, d.reason, d.sentence, d.inputs, d.until,
    d.decided_at
FROM decision AS d
LEFT JOIN survey AS s ON s.id = d.survey_id
WHERE d.event_id = $1
ORDER BY d.id
