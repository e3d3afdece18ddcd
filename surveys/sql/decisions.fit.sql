-- Part of others: decisions d of survey $1, with outcome $2, rule $3 and reason $4, decided from $5 up to
-- $6, that came to step $10, with ids below $7 and from $8 on, $9 of them, newest first. NULL leaves a
-- filter out.
AND (CAST($1 AS BIGINT) IS NULL OR d.survey_id = $1)
AND (CAST($2 AS TEXT) IS NULL OR d.outcome = $2)
AND (CAST($3 AS TEXT) IS NULL OR d.rule = $3)
AND (CAST($4 AS TEXT) IS NULL OR d.reason = $4)
AND (CAST($5 AS BIGINT) IS NULL OR d.decided_at >= $5)
AND (CAST($6 AS BIGINT) IS NULL OR d.decided_at < $6)
-- include decisions.step $10
AND d.id < $7
AND d.id >= $8
ORDER BY d.id DESC
LIMIT $9
