-- A click on the link of invitations [$1...] proves that what was sent has arrived.
UPDATE message
SET state = 'sent', error = 'unknown at first; settled by a click'
WHERE state = 'unknown'
    AND invitation_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND invitation_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
RETURNING invitation_id
