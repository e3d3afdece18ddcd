-- How many deliveries are in quarantine; the filters are those of quarantine.page.
SELECT COUNT(*) AS number
FROM quarantine
WHERE (CAST($1 AS TEXT) IS NULL OR SUBSTR(origin, 1, LENGTH($1) + 1) = $1 || ':')
    AND (CAST($2 AS TEXT) IS NULL OR SUBSTR(origin, LENGTH(origin) - LENGTH($2)) = ':' || $2)
    AND (CAST($3 AS BIGINT) IS NULL OR received_at >= $3)
    AND (CAST($4 AS BIGINT) IS NULL OR id = $4)
    AND (CAST($5 AS BIGINT) IS NULL OR id < $5)
