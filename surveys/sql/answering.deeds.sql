-- Clicks of invitations [$1...] since $2 that say more than that a link was opened.
SELECT id, invitation_id, action, score, grade, visit, at, reasons, evidence
FROM click
WHERE at >= $2 AND action <> 'open'
    AND invitation_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND invitation_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
ORDER BY id
