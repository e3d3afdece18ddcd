-- The ledger has been read up to $1.
INSERT INTO search_mark (id, change_id) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET change_id = excluded.change_id
