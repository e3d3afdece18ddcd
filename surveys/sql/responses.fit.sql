-- Part of others: responses r whose segment $1 is $2 ('' for all) and that fit [[name, value], ...] in
-- $3, @ for a column.
AND ($1 = '' OR json_extract(r.segments, '$."' || $1 || '"') = $2) -- sqlite
AND ($1 = '' OR r.segments->>$1 = $2) -- postgres
AND ($3 = '[]' OR NOT EXISTS (
    SELECT 1 FROM json_each($3) AS w -- sqlite
    SELECT 1 FROM jsonb_array_elements($3::jsonb) AS w (value) -- postgres
    WHERE COALESCE(
        CASE w.value->>0
            WHEN '@channel' THEN r.channel
            WHEN '@language' THEN r.language
            WHEN '@version' THEN CAST(r.version AS TEXT)
            ELSE json_extract(r.segments, '$."' || (w.value->>0) || '"') -- sqlite
            ELSE r.segments->>(w.value->>0) -- postgres
        END, '') <> w.value->>1
))
