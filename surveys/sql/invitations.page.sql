-- Invitations by filters $1 to $8.
-- include invitations.columns
WHERE i.id >= $7
    -- include invitations.fit $1 $2 $3 $4 $5 $6 $7 $8
