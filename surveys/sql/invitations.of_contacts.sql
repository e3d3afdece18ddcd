-- The same to contacts [$12...] only.
-- include invitations.columns
WHERE i.contact_id IN (SELECT value FROM json_each($12)) -- sqlite
WHERE i.contact_id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text($12::jsonb) AS BIGINT))) -- postgres
    -- include invitations.fit $1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11
