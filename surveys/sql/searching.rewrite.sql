-- SQLite's index keeps words that are gone until its parts are written as one.
INSERT INTO searchable_index (searchable_index) VALUES ('optimize') -- sqlite
SELECT 1 -- postgres
