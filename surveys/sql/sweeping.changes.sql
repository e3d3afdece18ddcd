-- How many rows this connection to SQLite has changed.
SELECT total_changes() AS n
