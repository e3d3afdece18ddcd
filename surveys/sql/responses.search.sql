-- The same of those whose comment has all of the words in $14, from the index of words on, which is
-- what the order must be of. PostgreSQL has those words in no order and does not know how many there
-- are, so it is told: of more than $15 ids it takes the index of words, of fewer the comments, whose
-- index || hides.
WITH span AS MATERIALIZED ( -- postgres
    SELECT LEAST($9, (SELECT 1 + MAX(response_id) FROM searchable)) - $10 > $15 AS wide -- postgres
), found AS MATERIALIZED ( -- postgres
    SELECT response_id FROM searchable -- postgres
    WHERE array_to_tsvector(string_to_array(terms, ' ')) @@ CAST($14 AS TSQUERY) -- postgres
        AND response_id + 0 < $9 AND response_id + 0 >= $10 -- postgres
        AND (SELECT wide FROM span) -- postgres
    UNION ALL -- postgres
    SELECT response_id FROM searchable -- postgres
    WHERE array_to_tsvector(string_to_array(terms || '', ' ')) @@ CAST($14 AS TSQUERY) -- postgres
        AND response_id < $9 AND response_id >= $10 -- postgres
        AND NOT (SELECT wide FROM span) -- postgres
) -- postgres
-- include responses.columns
FROM searchable_index AS w -- sqlite
JOIN response AS r ON r.id = w.rowid -- sqlite
FROM (SELECT response_id FROM found ORDER BY response_id DESC) AS w -- postgres
CROSS JOIN LATERAL (SELECT o.* FROM response AS o WHERE o.id = w.response_id LIMIT 1) AS r -- postgres
-- include responses.joined
WHERE r.deleted_at IS NULL
    AND searchable_index MATCH $14 -- sqlite
    AND w.rowid < $9 -- sqlite
    AND w.rowid >= $10 -- sqlite
    -- include responses.wanted $1 $2 $3 $4 $5 $6 $7 $8 $12 $13
ORDER BY w.rowid DESC -- sqlite
ORDER BY w.response_id DESC -- postgres
LIMIT $11
