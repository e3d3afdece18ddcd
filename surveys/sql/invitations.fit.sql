-- Part of others: invitations i to survey $1, in state $2, made ($3 created) or first sent ($3 sent) from
-- $4 up to $5, with ids below $6 and from $7 on, $8 of them, that have failed or ($9) not, and whose
-- segment $10 is $11; newest first. NULL leaves a filter out.
AND (CAST($1 AS BIGINT) IS NULL OR i.survey_id = $1)
AND (CAST($2 AS TEXT) IS NULL OR i.state = $2)
AND (CAST($4 AS BIGINT) IS NULL OR CASE $3 WHEN 'sent' THEN i.sent_at ELSE i.created_at END >= $4)
AND (CAST($5 AS BIGINT) IS NULL OR CASE $3 WHEN 'sent' THEN i.sent_at ELSE i.created_at END < $5)
AND (CAST($9 AS BOOLEAN) IS NULL OR (i.state = 'failed') = CAST($9 AS BOOLEAN))
-- include invitations.where $10 $11 $1
AND i.id < $6
AND i.id >= $7
ORDER BY i.id DESC
LIMIT $8
