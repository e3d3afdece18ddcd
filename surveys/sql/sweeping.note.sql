-- Mark $1: words that were erased at $2 are in the index still.
INSERT INTO search_mark (id, change_id) VALUES ($1, $2)
ON CONFLICT (id) DO NOTHING
