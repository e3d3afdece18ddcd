-- The ids that sources give to contacts [$1...].
SELECT contact_id, source, external_id
FROM identity
WHERE contact_id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE contact_id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
