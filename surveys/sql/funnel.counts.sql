-- Events that ask survey $1, decided about from $2 up to $3, by outcome and reason: how many, and
-- how many of their invitations have been sent and have an answer that counts.
SELECT d.outcome, d.reason, COUNT(*) AS events, COUNT(i.sent_at) AS sent, COUNT(r.id) AS answered
FROM decision AS d
LEFT JOIN invitation AS i
    ON d.outcome <> 'skipped' AND i.event_id = d.event_id AND i.survey_id = d.survey_id
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
WHERE d.survey_id = $1
    AND d.decided_at >= $2
    AND d.decided_at < $3
    AND d.reason <> 'withdrawn_on'
GROUP BY d.outcome, d.reason
