-- Invitations to survey $1 first sent from $2 up to $3, whose segment $4 is $5 ('' for all):
-- how many, how many of them not known to have bounced, and how many have an answer that counts.
SELECT COUNT(*) AS sent,
    COUNT(*) FILTER (WHERE i.state <> 'failed') AS delivered,
    COUNT(r.id) AS answered
FROM invitation AS i
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
WHERE i.survey_id = $1
    AND i.sent_at >= $2
    AND i.sent_at < $3
    AND ($4 = '' OR json_extract(i.segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR i.segments->>$4 = $5) -- postgres
