-- How many events were received from $1 up to $2; counts no further than $3.
SELECT COUNT(*) AS n
FROM (SELECT 1 AS one FROM event WHERE received_at >= $1 AND received_at < $2 LIMIT $3) AS found
