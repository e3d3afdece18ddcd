-- Clicks [$1...] have been looked at.
UPDATE click SET settle_at = NULL
WHERE id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
