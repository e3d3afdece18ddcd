-- The same of all invitations to survey $1, sent or not. With $2 of them it looks no further.
SELECT MIN(x.id) AS lowest, MAX(x.id) AS highest, COUNT(*) AS n
FROM (
    SELECT id FROM invitation WHERE survey_id = $1 LIMIT $2
) AS x
