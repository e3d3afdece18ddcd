-- Unanswered invitations of contact $1 to survey $2, about subject $3 if that is given.
SELECT id
FROM invitation
WHERE contact_id = $1 AND survey_id = $2 AND state IN ('waiting', 'asked')
    AND (CAST($3 AS TEXT) IS NULL OR subject = $3)
