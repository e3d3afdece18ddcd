-- The next $1 changes of answers that have not been read for comments, with what the answer says now.
SELECT c.id, c.response_id, c.at, r.survey_id, r.score, CASE WHEN r.deleted_at IS NULL THEN r.comment END AS comment
FROM response_change AS c
JOIN response AS r ON r.id = c.response_id
WHERE c.id > COALESCE((SELECT change_id FROM search_mark WHERE id = 1), 0)
ORDER BY c.id
LIMIT $1
