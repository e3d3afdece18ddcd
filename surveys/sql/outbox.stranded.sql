-- No channel is left for invitations [$1...]: nothing of them has gone out or still may.
UPDATE invitation SET state = 'failed', folded = FALSE
WHERE state IN ('waiting', 'asked')
    AND id IN (SELECT value FROM json_each($1)) -- sqlite
    AND id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
    AND NOT EXISTS (
        SELECT 1 FROM message AS m
        WHERE m.invitation_id = invitation.id AND m.kind <> 'reminder'
            AND m.state NOT IN ('failed', 'suppressed', 'withdrawn', 'expired')
    )
