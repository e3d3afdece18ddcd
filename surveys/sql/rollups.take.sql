-- Mark the next $1 rows of the ledger as folded and return them.
UPDATE response_change SET folded = TRUE
WHERE id IN (
    SELECT id FROM response_change WHERE NOT folded ORDER BY id LIMIT $1
)
RETURNING response_id, survey_id, hour, score, delta
