-- Part of others: page loads that nothing good was seen of, of survey $1 (NULL: any) from $2 up to $3,
-- by the score of their links, whose ids are from $4 up to $5. CROSS keeps SQLite from beginning with
-- all invitations of the survey.
SELECT v.* FROM (
    SELECT c.invitation_id, c.visit, MAX(c.grade) AS best, MIN(c.at) AS at,
        MAX(CASE WHEN c.action = 'open' THEN c.score END) AS score
    FROM click AS c
    CROSS JOIN invitation AS i -- sqlite
    JOIN invitation AS i ON i.id = c.invitation_id -- postgres
    WHERE (CAST($1 AS BIGINT) IS NULL OR i.survey_id = $1)
        AND i.id = c.invitation_id -- sqlite
        AND c.at >= $2
        AND c.at < $3
        AND c.invitation_id >= CAST($4 AS BIGINT) / 16
        AND c.invitation_id <= CAST($5 AS BIGINT) / 16
        AND c.visit <> ''
    GROUP BY c.invitation_id, c.visit
) AS v
WHERE v.best = 0 AND v.score IS NOT NULL
