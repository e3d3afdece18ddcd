-- What mark $1 stood for is done.
DELETE FROM search_mark WHERE id = $1
