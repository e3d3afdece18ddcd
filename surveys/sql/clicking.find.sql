-- The invitation with answer token $1, its answer, and when the newest message about it went out;
-- one that is just going out has its lease's end.
SELECT i.id, i.survey_id, i.version, i.state, i.language, i.segments, i.expires_at, c.name,
    r.score, r.comment, r.answers,
    (
        SELECT MAX(COALESCE(m.ended_at, m.lease_until)) FROM message AS m
        WHERE m.invitation_id = i.id
            AND m.state IN ('claimed', 'sent', 'unknown', 'delivered', 'bounced', 'complained')
    ) AS sent_at
FROM invitation AS i
JOIN contact AS c ON c.id = i.contact_id
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
WHERE i.token = $1
