-- The first $2 clicks of each of invitations [$1...].
SELECT id, invitation_id, action, score, grade, visit, at, reasons, evidence
FROM (
    SELECT click.*, ROW_NUMBER() OVER (PARTITION BY invitation_id ORDER BY id) AS place FROM click
    WHERE invitation_id IN (SELECT value FROM json_each($1)) -- sqlite
    WHERE invitation_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
) AS clicks
WHERE place <= $2
ORDER BY id
