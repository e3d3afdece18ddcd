-- Links of survey $1 that machines opened from $2 up to $3, each once, however often it was.
SELECT v.score, COUNT(DISTINCT v.invitation_id) AS n
FROM (
    -- include machines.opened $1 $2 $3 0 9223372036854775807
) AS v
GROUP BY v.score
