-- Messages of unknown outcome to invitations [$1...] whose link was opened meanwhile have arrived.
UPDATE message
SET state = 'sent', error = 'unknown at first; settled by a click'
WHERE state = 'unknown'
    AND invitation_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND invitation_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
    AND EXISTS (
        SELECT 1 FROM click AS c
        WHERE c.invitation_id = message.invitation_id AND c.at >= message.started_at
    )
RETURNING invitation_id
