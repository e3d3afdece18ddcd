-- What time it is at the database, which all processes share; SQLite has none of its own.
SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now
