-- The first $3 clicks of each of invitations [$1...] since $2.
SELECT id, invitation_id, action, score, grade, visit, at, reasons, evidence
FROM (
    SELECT click.*, ROW_NUMBER() OVER (PARTITION BY invitation_id ORDER BY id) AS place FROM click
    WHERE at >= $2
        AND invitation_id IN (SELECT value FROM json_each($1)) -- sqlite
        AND invitation_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
) AS clicks
WHERE place <= $3
ORDER BY id
