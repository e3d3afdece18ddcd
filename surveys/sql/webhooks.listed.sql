-- Every webhook with what became of its deliveries of the last month.
SELECT w.id, w.url, w.shape, s.key AS survey, w.created_at, w.ended_at, w.why_ended,
    (SELECT COUNT(*) FROM delivery AS d WHERE d.webhook_id = w.id AND d.state = 'waiting')
        AS waiting,
    (SELECT COUNT(*) FROM delivery AS d WHERE d.webhook_id = w.id AND d.state = 'delivered')
        AS delivered,
    (SELECT COUNT(*) FROM delivery AS d WHERE d.webhook_id = w.id AND d.state = 'failed')
        AS failed,
    (
        SELECT d.error FROM delivery AS d
        WHERE d.webhook_id = w.id AND d.error IS NOT NULL
        ORDER BY d.id DESC LIMIT 1
    ) AS trouble
FROM webhook AS w
LEFT JOIN survey AS s ON s.id = w.survey_id
ORDER BY w.id
