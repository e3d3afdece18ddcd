-- Alerts, newest first: of survey $1, opened from $2 up to $3, with ids below $4 and from $5 on.
-- NULL leaves a filter out.
SELECT a.id, s.key AS survey, s.kind, a.survey_id, a.property, a.value, a.since, a.opened_at,
    a.strength, a.before, a.after
FROM alert AS a
JOIN survey AS s ON s.id = a.survey_id
WHERE (CAST($1 AS BIGINT) IS NULL OR a.survey_id = $1)
    AND (CAST($2 AS BIGINT) IS NULL OR a.opened_at >= $2)
    AND (CAST($3 AS BIGINT) IS NULL OR a.opened_at < $3)
    AND a.id < $4
    AND a.id >= $5
ORDER BY a.id DESC
LIMIT $6
