-- Part of others: decisions d that came to step $1 of the funnel; see funnel.counts.
AND (CAST($1 AS TEXT) IS NULL OR (d.reason <> 'withdrawn_on' AND ($1 = 'considered' OR EXISTS (
    SELECT 1
    FROM invitation AS i
    LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
    WHERE i.event_id = d.event_id
        AND i.survey_id = d.survey_id
        AND d.outcome <> 'skipped'
        AND CASE $1 WHEN 'sent' THEN i.sent_at IS NOT NULL ELSE r.id IS NOT NULL END
))))
