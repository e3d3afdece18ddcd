-- Up to $2 changes of the ledger after $1, and whether their response had counted before. Ids are
-- in the order of commits: whoever writes the ledger holds its lock.
SELECT c.id, c.response_id, c.survey_id, c.delta, EXISTS (
    SELECT 1 FROM response_change AS e WHERE e.response_id = c.response_id AND e.id < c.id
) AS earlier
FROM response_change AS c
WHERE c.id > $1
ORDER BY c.id
LIMIT $2
