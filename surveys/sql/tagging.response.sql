-- Whether $1 is a response that counts.
SELECT id FROM response WHERE id = $1 AND deleted_at IS NULL
