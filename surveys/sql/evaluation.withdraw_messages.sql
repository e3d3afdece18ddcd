-- Messages of invitations [$1...] that have not been claimed are not sent any more.
UPDATE message SET state = 'withdrawn', ended_at = $2,
    error = 'the invitation was taken back, or gave way to a newer one, before this was sent'
WHERE state = 'queued'
    AND invitation_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND invitation_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
