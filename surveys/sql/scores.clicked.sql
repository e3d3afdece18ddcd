-- Answers to survey $1 from $2 up to $3 that nobody sent with the button, whose segment $4 is $5 ('' for
-- all) and that fit $6, by evidence. They have an index of their own.
SELECT r.evidence, COUNT(*) AS n
FROM response AS r
WHERE r.survey_id = $1
    AND r.answered_at >= $2
    AND r.answered_at < $3
    AND r.evidence <> 'explicit'
    AND r.deleted_at IS NULL
    -- include responses.fit $4 $5 $6
GROUP BY r.evidence
