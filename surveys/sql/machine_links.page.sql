-- The same links of survey $1 (NULL: any), opened from $2 up to $3, with ids below $4 and from $5 on,
-- $6 of them, newest invitation first. The id is made of the invitation's and the score.
SELECT o.id, s.key AS survey, i.event_id, o.score, o.times, o.opened_at,
    -- include contact_list.external_id
    c.email AS contact_email, c.name AS contact_name
FROM (
    SELECT v.invitation_id * 16 + v.score AS id, v.invitation_id, v.score, COUNT(*) AS times,
        MIN(v.at) AS opened_at
    FROM (
        -- include machines.opened $1 $2 $3 $5 $4
    ) AS v
    GROUP BY v.invitation_id, v.score
) AS o
JOIN invitation AS i ON i.id = o.invitation_id
JOIN survey AS s ON s.id = i.survey_id
LEFT JOIN event AS e ON e.id = i.event_id
LEFT JOIN contact AS c ON c.id = i.contact_id
WHERE o.id < $4 AND o.id >= $5
ORDER BY o.id DESC
LIMIT $6
