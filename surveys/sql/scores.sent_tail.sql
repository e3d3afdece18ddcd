-- What the rollups do not know yet of invitations to survey $1 first sent from $2 up to $3.
SELECT segments, counted,
    1 + CASE WHEN state = 'failed' THEN 0 ELSE 2 END
        + CASE WHEN answered_at IS NULL THEN 0 ELSE 4 END AS now
FROM invitation
WHERE NOT folded AND sent_at IS NOT NULL AND survey_id = $1 AND sent_at >= $2 AND sent_at < $3
