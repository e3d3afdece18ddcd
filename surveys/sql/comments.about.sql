-- Part of others: responses r to survey $1, answered from $2 up to $3, whose segment $4 is $5 ('' for
-- all) and that fit $6.
WHERE r.survey_id = $1
    AND r.answered_at >= $2
    AND r.answered_at < $3
    AND r.deleted_at IS NULL
    -- include responses.fit $4 $5 $6
