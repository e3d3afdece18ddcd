-- Write parts of SQLite's index as one, $1 pages of it; less than nought begins with all parts.
INSERT INTO searchable_index (searchable_index, rank) VALUES ('merge', $1)
