-- Cases, newest first: of survey $1, with reason $2, in state $3, opened from $4 up to $5, with ids
-- below $6 and from $7 on. NULL leaves a filter out. The contact's id is that of the event's source.
SELECT k.id, k.response_id, s.key AS survey, r.score, r.comment, k.reason, k.state, k.opened_at,
    i.event_id,
    -- include contact_list.external_id
    c.email AS contact_email, c.phone AS contact_phone, c.name AS contact_name
FROM cases AS k
JOIN response AS r ON r.id = k.response_id
JOIN survey AS s ON s.id = r.survey_id
LEFT JOIN invitation AS i ON i.id = r.invitation_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = k.contact_id
WHERE (CAST($1 AS BIGINT) IS NULL OR r.survey_id = $1)
    AND (CAST($2 AS TEXT) IS NULL OR k.reason = $2)
    AND (CAST($3 AS TEXT) IS NULL OR k.state = $3)
    AND (CAST($4 AS BIGINT) IS NULL OR k.opened_at >= $4)
    AND (CAST($5 AS BIGINT) IS NULL OR k.opened_at < $5)
    AND k.id < $6
    AND k.id >= $7
ORDER BY k.id DESC
LIMIT $8
