-- Of invitations [$1...] those of which nothing has gone out, nor may have.
SELECT survey_id, version, due_at
FROM invitation AS i
WHERE sent_at IS NULL
    AND id IN (SELECT value FROM json_each($1)) -- sqlite
    AND id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
    AND NOT EXISTS (
        SELECT 1 FROM message AS m
        WHERE m.invitation_id = i.id AND m.state IN ('claimed', 'unknown', 'sent', 'delivered')
    )
