-- The invitations with answer tokens [$1...], their answers, the answers' cases, and when the newest
-- message went out; one that is just going out has its lease's end.
SELECT i.token, i.id, i.survey_id, i.version, i.state, i.segments, i.expires_at, c.name, c.locale,
    r.score, r.comment, r.answers, r.answered_at, r.channel, r.evidence,
    (SELECT k.reason FROM cases AS k WHERE k.response_id = r.id) AS case_reason,
    (
        SELECT MAX(COALESCE(m.ended_at, m.lease_until)) FROM message AS m
        WHERE m.invitation_id = i.id
            AND m.state IN ('claimed', 'sent', 'unknown', 'delivered', 'bounced', 'complained')
    ) AS sent_at
FROM invitation AS i
JOIN contact AS c ON c.id = i.contact_id
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
WHERE i.token IN (SELECT value FROM json_each($1)) -- sqlite
WHERE i.token IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
