-- The same to contacts [$9...] only.
-- include invitations.columns
WHERE i.contact_id IN (SELECT value FROM json_each($9)) -- sqlite
WHERE i.contact_id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text($9::jsonb) AS BIGINT))) -- postgres
    -- include invitations.fit $1 $2 $3 $4 $5 $6 $7 $8
