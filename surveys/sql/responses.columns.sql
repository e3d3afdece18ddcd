-- Part of others: what a list tells of responses r. The contact's id is that of the event's source.
SELECT r.id, s.key AS survey, r.version, r.score, r.comment, r.answers, r.segments, r.channel,
    r.language, r.evidence, r.answered_at, r.updated_at, i.event_id,
    (
        SELECT json_group_array(t.tag) -- sqlite
        SELECT COALESCE(jsonb_agg(t.tag), '[]') -- postgres
        FROM tagging AS t WHERE t.response_id = r.id AND t.gone_at IS NULL
    ) AS tags,
    -- include contact_list.external_id
    c.email AS contact_email, c.name AS contact_name
