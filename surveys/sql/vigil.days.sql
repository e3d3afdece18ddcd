-- Counts of survey $1 by segment $2, of its values [$3...], on each of the days of $6 microseconds
-- from $4 until $5, as the rollups count them.
SELECT (hour - $4) / $6 AS day, value,
    SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, SUM(c3) AS c3, SUM(c4) AS c4, SUM(c5) AS c5,
    SUM(c6) AS c6, SUM(c7) AS c7, SUM(c8) AS c8, SUM(c9) AS c9, SUM(c10) AS c10
FROM rollup
WHERE survey_id = $1
    AND property = $2
    AND hour >= $4
    AND hour < $5
    AND value IN (SELECT value FROM json_each($3)) -- sqlite
    AND value IN (SELECT jsonb_array_elements_text($3::jsonb)) -- postgres
GROUP BY 1, 2
