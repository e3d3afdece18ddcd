-- Entries of the ledger after $1 that count an answer, of the newest $2, with what it says now.
SELECT c.id, c.response_id, c.survey_id, r.score, r.comment, r.segments, r.language, r.channel,
    r.version, r.answered_at
FROM response_change AS c
JOIN response AS r ON r.id = c.response_id
WHERE c.id > $1
    AND c.id > COALESCE((SELECT MAX(id) FROM response_change), 0) - $2
    AND c.delta > 0
    AND r.deleted_at IS NULL
ORDER BY c.id
