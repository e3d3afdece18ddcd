-- The same from the rollups, for whole hours: survey $1 from $2 up to $3, property $4 with value $5.
SELECT COALESCE(SUM(sent), 0) AS sent, COALESCE(SUM(delivered), 0) AS delivered,
    COALESCE(SUM(answered), 0) AS answered
FROM rollup
WHERE survey_id = $1 AND hour >= $2 AND hour < $3 AND property = $4 AND value = $5
