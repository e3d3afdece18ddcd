-- Links of survey $1 that machines opened since $2, each once, however often it was: page loads that
-- nothing good was seen of, by the score of the link.
SELECT v.score, COUNT(DISTINCT v.invitation_id) AS n
FROM (
    SELECT c.invitation_id, c.visit, MAX(c.grade) AS best,
        MAX(CASE WHEN c.action = 'open' THEN c.score END) AS score
    FROM click AS c
    JOIN invitation AS i ON i.id = c.invitation_id
    WHERE i.survey_id = $1 AND c.at >= $2 AND c.visit <> ''
    GROUP BY c.invitation_id, c.visit
) AS v
WHERE v.best = 0 AND v.score IS NOT NULL
GROUP BY v.score
