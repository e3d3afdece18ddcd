-- Whether words that were erased are in the index still ($1), or are being taken out ($2).
SELECT id, change_id FROM search_mark WHERE id IN ($1, $2)
