-- The same of those whose comment has all of the words in $13, from the index of words on.
-- include responses.columns
FROM searchable_index AS w -- sqlite
JOIN response AS r ON r.id = w.rowid -- sqlite
FROM searchable AS w -- postgres
JOIN response AS r ON r.id = w.response_id -- postgres
-- include responses.joined
WHERE searchable_index MATCH $13 -- sqlite
    AND w.rowid < $9 -- sqlite
WHERE array_to_tsvector(string_to_array(w.terms, ' ')) @@ CAST($13 AS TSQUERY) -- postgres
    AND r.deleted_at IS NULL
    -- include responses.wanted $1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11 $12
