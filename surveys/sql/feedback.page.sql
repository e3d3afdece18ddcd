-- Responses that count, of surveys [$1...]: answered from $2 up to $3, changed from $4 up to $5, with
-- segment $6 = $7, of contact $8, with id $9. NULL or '' leaves a filter out. The caller adds order
-- and limit.
SELECT r.id, r.survey_id, r.version, s.kind, r.score, r.comment, r.answers, r.language, r.segments,
    r.answered_at, r.updated_at, c.id AS contact_id, c.email, c.phone, c.name, c.created_at,
    p.properties AS told, e.payload
FROM response AS r
JOIN survey AS s ON s.id = r.survey_id
LEFT JOIN invitation AS i ON i.id = r.invitation_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = r.contact_id
LEFT JOIN particulars AS p ON p.response_id = r.id
WHERE r.deleted_at IS NULL
    AND r.survey_id IN (SELECT value FROM json_each($1)) -- sqlite
    AND r.survey_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
    AND (CAST($2 AS BIGINT) IS NULL OR r.answered_at >= $2)
    AND (CAST($3 AS BIGINT) IS NULL OR r.answered_at < $3)
    AND (CAST($4 AS BIGINT) IS NULL OR r.updated_at >= $4)
    AND (CAST($5 AS BIGINT) IS NULL OR r.updated_at < $5)
    AND ($6 = '' OR json_extract(r.segments, '$."' || $6 || '"') = $7) -- sqlite
    AND ($6 = '' OR r.segments->>$6 = $7) -- postgres
    AND (CAST($8 AS BIGINT) IS NULL OR r.id IN (
        SELECT own.id FROM response AS own WHERE own.contact_id = $8 AND own.invitation_id IS NULL
        UNION
        SELECT theirs.id FROM invitation AS asked
        JOIN response AS theirs ON theirs.invitation_id = asked.id
        WHERE asked.contact_id = $8
    ))
    AND (CAST($9 AS BIGINT) IS NULL OR r.id = $9)
