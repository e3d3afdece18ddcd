-- Invitations by filters $1 to $11.
-- include invitations.columns
WHERE i.id >= $7
    -- include invitations.fit $1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11
