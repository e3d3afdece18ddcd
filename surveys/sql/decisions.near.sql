-- The same where few are of survey $1 and from $5 up to $6, from an index on.
-- include decisions.columns
WHERE d.id IN ( -- sqlite
WHERE d.id = ANY(ARRAY( -- postgres
        -- include decisions.ids $1 $5 $6 1000000
    ) -- sqlite
    )) -- postgres
    -- include decisions.fit $1 $2 $3 $4 $5 $6 $7 $8 $9 $10
