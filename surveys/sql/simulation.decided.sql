-- What was decided about events [$1...]; for survey $2 with what became of the invitation.
SELECT d.id, d.event_id, d.survey_id, d.contact_id, d.outcome, d.reason,
    i.channels, i.due_at, i.sent_at, i.answered_at, i.state,
    d.decided_at,
    CASE WHEN i.state IN ('failed', 'withdrawn')
        THEN COALESCE((SELECT MAX(m.ended_at) FROM message AS m WHERE m.invitation_id = i.id), i.due_at)
    END AS ended_at
FROM json_each($1) AS k -- sqlite
FROM jsonb_array_elements_text($1::jsonb) AS k (value) -- postgres
JOIN decision AS d ON d.event_id = CAST(k.value AS BIGINT)
LEFT JOIN invitation AS i
    ON d.survey_id = $2 AND d.outcome <> 'skipped' AND i.event_id = d.event_id AND i.survey_id = $2
ORDER BY d.id
