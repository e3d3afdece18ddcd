-- How far down from id $2 no more than $3 responses have a comment with all words in $1, unless that
-- is to the end. PostgreSQL has them in no order: it goes by all comments where there are more.
SELECT w.rowid AS id -- sqlite
FROM searchable_index AS w -- sqlite
WHERE searchable_index MATCH $1 -- sqlite
    AND w.rowid < $2 -- sqlite
ORDER BY w.rowid DESC -- sqlite
LIMIT 1 OFFSET $3 -- sqlite
WITH found AS MATERIALIZED ( -- postgres
    SELECT response_id FROM searchable -- postgres
    WHERE array_to_tsvector(string_to_array(terms, ' ')) @@ CAST($1 AS TSQUERY) -- postgres
        AND response_id + 0 < $2 -- postgres
    LIMIT CAST($3 AS BIGINT) + 1 -- postgres
) -- postgres
SELECT LEAST($2, 1 + (SELECT MAX(response_id) FROM searchable)) - $3 AS id -- postgres
WHERE (SELECT COUNT(*) FROM found) > $3 -- postgres
