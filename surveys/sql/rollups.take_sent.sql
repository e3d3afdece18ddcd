-- Up to $1 invitations that the rollups do not know, or not as they are: what they know, what is.
SELECT id, survey_id, sent_at, segments, counted,
    1 + CASE WHEN state = 'failed' THEN 0 ELSE 2 END
        + CASE WHEN answered_at IS NULL THEN 0 ELSE 4 END AS now
FROM invitation
WHERE NOT folded AND sent_at IS NOT NULL
LIMIT $1
FOR UPDATE SKIP LOCKED -- postgres
