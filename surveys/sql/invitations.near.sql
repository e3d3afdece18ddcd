-- The same where few are of survey $1, from an index on.
-- include invitations.columns
WHERE i.id IN (SELECT o.id FROM invitation AS o WHERE o.survey_id = $1) -- sqlite
WHERE i.id = ANY(ARRAY(SELECT o.id FROM invitation AS o WHERE o.survey_id = $1)) -- postgres
    -- include invitations.fit $1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11
