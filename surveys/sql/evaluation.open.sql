-- Unanswered invitations of contact $1 to survey $2, about subject $3 if that is given, because of
-- what happened up to $4.
SELECT i.id
FROM invitation AS i
JOIN event AS e ON e.id = i.event_id
WHERE i.contact_id = $1 AND i.survey_id = $2 AND i.state IN ('waiting', 'asked')
    AND (CAST($3 AS TEXT) IS NULL OR i.subject = $3)
    AND e.occurred_at <= $4
