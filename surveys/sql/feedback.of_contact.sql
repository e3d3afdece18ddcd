-- Those of contact $9 to surveys [$10...], by filters $1 to $6. The caller adds order and limit.
SELECT r.id, r.answered_at, r.updated_at
FROM response AS r
WHERE r.id IN (
        SELECT own.id FROM response AS own WHERE own.contact_id = $9 AND own.invitation_id IS NULL
        UNION
        SELECT theirs.id FROM invitation AS asked
        JOIN response AS theirs ON theirs.invitation_id = asked.id
        WHERE asked.contact_id = $9
    )
    AND +r.survey_id IN (SELECT value FROM json_each($10)) -- sqlite
    AND r.survey_id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text($10::jsonb) AS BIGINT))) -- postgres
    -- include feedback.fit $1 $2 $3 $4 $5 $6
