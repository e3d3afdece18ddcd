-- The invitations with answer tokens [$1...], their answers and the answers' cases.
SELECT i.token, i.id, i.survey_id, i.version, i.state, i.segments, i.expires_at, c.name, c.locale,
    r.score, r.comment, r.answers, r.answered_at, r.channel,
    (SELECT k.reason FROM cases AS k WHERE k.response_id = r.id) AS case_reason
FROM invitation AS i
JOIN contact AS c ON c.id = i.contact_id
LEFT JOIN response AS r ON r.invitation_id = i.id AND r.deleted_at IS NULL
WHERE i.token IN (SELECT value FROM json_each($1)) -- sqlite
WHERE i.token IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
