-- No channel is left for invitations [$1...]: nothing of them has arrived or still may. One that
-- has expired before anything went out has just expired.
UPDATE invitation SET state = 'failed', folded = FALSE
WHERE (state IN ('waiting', 'asked') OR (state = 'expired' AND sent_at IS NOT NULL))
    AND id IN (SELECT value FROM json_each($1)) -- sqlite
    AND id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
    AND NOT EXISTS (
        SELECT 1 FROM message AS m
        WHERE m.invitation_id = invitation.id AND m.kind <> 'reminder'
            AND m.state NOT IN ('failed', 'bounced', 'suppressed', 'withdrawn', 'expired')
            AND NOT (m.state = 'queued' AND invitation.state = 'expired')
    )
