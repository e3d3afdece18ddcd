-- The same about contacts [$11...] only. It begins at their few decisions, where the first one goes
-- through all of them by age.
-- include decisions.columns
WHERE d.contact_id IN (SELECT value FROM json_each($11)) -- sqlite
WHERE d.contact_id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text($11::jsonb) AS BIGINT))) -- postgres
    -- include decisions.fit $1 $2 $3 $4 $5 $6 $7 $8 $9 $10
