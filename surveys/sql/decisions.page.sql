-- Decisions by filters $1 to $10.
-- include decisions.columns
WHERE d.id >= $8
    -- include decisions.fit $1 $2 $3 $4 $5 $6 $7 $8 $9 $10
