-- Every webhook with what became of its deliveries of the last month.
SELECT w.id, w.url, w.shape, s.key AS survey, w.created_at, w.ended_at, w.why_ended,
    COALESCE(d.waiting, 0) AS waiting, COALESCE(d.delivered, 0) AS delivered,
    COALESCE(d.failed, 0) AS failed,
    (
        SELECT t.error FROM delivery AS t
        WHERE t.webhook_id = w.id AND t.error IS NOT NULL
        ORDER BY t.id DESC LIMIT 1
    ) AS trouble
FROM webhook AS w
LEFT JOIN survey AS s ON s.id = w.survey_id
LEFT JOIN (
    SELECT webhook_id,
        COUNT(*) FILTER (WHERE state = 'waiting') AS waiting,
        COUNT(*) FILTER (WHERE state = 'delivered') AS delivered,
        COUNT(*) FILTER (WHERE state = 'failed') AS failed
    FROM delivery
    GROUP BY webhook_id
) AS d ON d.webhook_id = w.id
ORDER BY w.id
