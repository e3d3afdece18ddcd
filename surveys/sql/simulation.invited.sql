-- Invitations of contacts [$1...] that the simulation does not make itself, because they are of
-- another survey than $2 or older than $3. One that failed ended with its last message; one that
-- was taken back with the messages that it still had or, if it had none, at the event that its
-- survey withdraws on: about the same subject, or about none. `ended_by` is the decision that took
-- it back: several are made at one moment. The + keeps SQLite from going through a whole survey.
SELECT f.*,
    CASE f.state WHEN 'withdrawn' THEN (
        SELECT MIN(w.id)
        FROM decision AS w
        WHERE w.contact_id = f.contact_id
            AND w.decided_at = f.ended_at
            AND w.id > f.decision_id
            AND (w.outcome <> 'skipped' OR (w.reason = 'withdrawn_on' AND w.survey_id = f.survey_id))
    ) END AS ended_by
FROM (
    SELECT i.id, i.contact_id, s.key AS survey_key, i.survey_id, i.state, i.subject, i.due_at,
        i.sent_at, i.answered_at, i.expires_at, e.occurred_at, d.id AS decision_id,
        CASE i.state
            WHEN 'failed' THEN (SELECT MAX(m.ended_at) FROM message AS m WHERE m.invitation_id = i.id)
            WHEN 'withdrawn' THEN COALESCE(
                (
                    SELECT MAX(m.ended_at)
                    FROM message AS m
                    WHERE m.invitation_id = i.id AND m.state = 'withdrawn'
                ),
                (
                    SELECT MIN(w.decided_at)
                    FROM decision AS w
                    JOIN event AS o ON o.id = w.event_id
                    WHERE w.contact_id = i.contact_id
                        AND +w.survey_id = i.survey_id
                        AND w.reason = 'withdrawn_on'
                        AND w.id > d.id
                        AND CAST(w.inputs->>'withdrawn' AS INTEGER) > 0
                        AND (
                            i.subject IS NULL
                            OR COALESCE(
                                CAST(o.payload->>('$.properties.' || substr(i.subject, 1, instr(i.subject, ':') - 1)) AS TEXT), -- sqlite
                                substr(i.subject, instr(i.subject, ':') + 1) -- sqlite
                                o.payload->'properties'->>split_part(i.subject, ':', 1), -- postgres
                                substr(i.subject, strpos(i.subject, ':') + 1) -- postgres
                            )
                            = substr(i.subject, instr(i.subject, ':') + 1) -- sqlite
                            = substr(i.subject, strpos(i.subject, ':') + 1) -- postgres
                        )
                ),
                i.due_at
            )
        END AS ended_at
    FROM invitation AS i
    JOIN survey AS s ON s.id = i.survey_id
    JOIN event AS e ON e.id = i.event_id
    JOIN decision AS d ON d.event_id = i.event_id AND +d.survey_id = i.survey_id AND d.outcome <> 'skipped'
    WHERE (i.survey_id <> $2 OR e.received_at < $3)
        AND i.contact_id IN (SELECT value FROM json_each($1)) -- sqlite
        AND i.contact_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
) AS f
ORDER BY f.decision_id
