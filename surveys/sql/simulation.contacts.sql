-- What is known now of contacts [$1...].
SELECT id, email, phone, name, locale, timezone, channels, created_at
FROM contact
WHERE id IN (SELECT value FROM json_each($1)) -- sqlite
WHERE id IN (SELECT CAST(jsonb_array_elements_text($1::jsonb) AS BIGINT)) -- postgres
