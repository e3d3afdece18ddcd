-- Invitations [$1...], held until the transaction ends so that answers to one come one by one. Whoever
-- is quick answers a message that is only just going out, by what its sender has written down.
SELECT i.id, i.survey_id, i.version, i.contact_id, i.state, i.segments, i.language, i.expires_at,
    (
        SELECT m.channel FROM message AS m
        WHERE m.invitation_id = i.id
            AND m.state IN ('claimed', 'sent', 'unknown', 'delivered', 'complained')
        ORDER BY m.state = 'claimed', m.id DESC LIMIT 1
    ) AS channel
FROM invitation AS i
WHERE i.id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE i.id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
ORDER BY i.id
FOR UPDATE OF i -- postgres
