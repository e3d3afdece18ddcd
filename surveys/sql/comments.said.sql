-- Scores and words of the newest $7 of the same, without those that have no words.
SELECT r.score, r.comment
FROM response AS r
-- include comments.about $1 $2 $3 $4 $5 $6
    AND r.comment <> ''
ORDER BY r.answered_at DESC, r.id DESC
LIMIT $7
