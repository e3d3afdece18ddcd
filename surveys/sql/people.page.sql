-- People by id, after id $5.
-- include people.columns
WHERE c.id > $5
    -- include people.fit $1 $2 $3 $4 $5 $6
