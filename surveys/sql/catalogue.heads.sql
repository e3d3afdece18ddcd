-- Every survey with the number of its live version.
SELECT id, key, version FROM survey ORDER BY key
