-- How many links were opened since $1.
SELECT COUNT(DISTINCT invitation_id) AS n FROM click WHERE at >= $1
