-- Invitations asked since $2, or to be asked, for the throttle: of contacts [$1...], and of anybody
-- by messages on channels [$4...] to emails [$3...] or on channels [$6...] to phones [$5...]. What
-- has failed on a channel has reached nobody there. One that still waits is asked when its message
-- is due, and not before now, $7: the sender may be behind.
SELECT id, contact_id, address, survey_key, state,
    COALESCE(sent_at, CASE WHEN queued_for < $7 THEN $7 ELSE queued_for END, due_at) AS asked_at
FROM (
    SELECT i.id, i.contact_id, a.address, s.key AS survey_key, i.state, i.sent_at, i.due_at, (
        SELECT MAX(m.due_at) FROM message AS m
        WHERE i.state = 'waiting' AND m.invitation_id = i.id AND m.state IN ('queued', 'claimed')
    ) AS queued_for
    FROM (
        SELECT CAST(value AS BIGINT) AS contact_id, NULL AS address, NULL AS channels
        FROM json_each($1) -- sqlite
        FROM jsonb_array_elements_text($1::jsonb) -- postgres
        UNION ALL
        SELECT c.id, c.email, $4
        FROM contact AS c
        WHERE c.email IN (SELECT value FROM json_each($3)) -- sqlite
        WHERE c.email IN (SELECT jsonb_array_elements_text($3::jsonb)) -- postgres
        UNION ALL
        SELECT c.id, c.phone, $6
        FROM contact AS c
        WHERE c.phone IN (SELECT value FROM json_each($5)) -- sqlite
        WHERE c.phone IN (SELECT jsonb_array_elements_text($5::jsonb)) -- postgres
    ) AS a
    JOIN invitation AS i ON i.contact_id = a.contact_id
    JOIN survey AS s ON s.id = i.survey_id
    WHERE (COALESCE(i.sent_at, i.due_at) >= $2 OR i.state = 'waiting')
        AND (a.channels IS NULL OR EXISTS (
            SELECT 1 FROM message AS m
            WHERE m.invitation_id = i.id AND m.state NOT IN ('failed', 'bounced', 'suppressed')
                AND m.channel IN (SELECT value FROM json_each(a.channels)) -- sqlite
                AND m.channel IN (SELECT jsonb_array_elements_text(a.channels::jsonb)) -- postgres
        ))
) AS e
