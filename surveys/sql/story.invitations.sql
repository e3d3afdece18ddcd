SELECT i.id, s.key AS survey, i.version, i.state, i.language, i.channels, i.segments, i.created_at,
    i.due_at, i.expires_at, i.sent_at, i.answered_at
FROM invitation AS i
JOIN survey AS s ON s.id = i.survey_id
WHERE i.event_id = $1
ORDER BY i.id
