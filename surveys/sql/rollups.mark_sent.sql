-- The rollups know these invitations (the rows).
WITH n (id, counted)
AS (VALUES $rows) -- sqlite
AS (SELECT * FROM jsonb_to_recordset($rows::jsonb) AS r (id BIGINT, counted SMALLINT)) -- postgres
UPDATE invitation SET folded = TRUE, counted = n.counted
FROM n
WHERE invitation.id = n.id
