-- The values of segment $2 of survey $1 that at least $5 answers have from $3 until $4, as the
-- rollups count them.
SELECT value
FROM rollup
WHERE survey_id = $1 AND property = $2 AND hour >= $3 AND hour < $4
GROUP BY value
HAVING SUM(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10) >= $5
ORDER BY value
