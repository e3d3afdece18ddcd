-- Invitations to survey $1 first sent from $2 up to $3, whose segment $4 is $5 ('' for all):
-- how many, how many of them not known to have bounced, and how many have an answer that counts.
SELECT COUNT(*) AS sent,
    COUNT(*) FILTER (WHERE state <> 'failed') AS delivered,
    COUNT(answered_at) AS answered
FROM invitation
WHERE survey_id = $1
    AND sent_at >= $2
    AND sent_at < $3
    AND ($4 = '' OR json_extract(segments, '$."' || $4 || '"') = $5) -- sqlite
    AND ($4 = '' OR segments->>$4 = $5) -- postgres
