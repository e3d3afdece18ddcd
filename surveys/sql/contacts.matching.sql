-- Contacts with one of these external ids ($1), emails ($2) or phones ($3); oldest first. Held
-- until the transaction ends: another worker may know the same person by another key.
SELECT id, external_id, email, phone, name, locale, timezone, channels, updated_at, merged_into
FROM contact
WHERE id IN (
    SELECT id FROM contact WHERE external_id IN (SELECT value FROM json_each($1)) -- sqlite
    SELECT id FROM contact WHERE external_id IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
    UNION
    SELECT id FROM contact WHERE email IN (SELECT value FROM json_each($2)) -- sqlite
    SELECT id FROM contact WHERE email IN (SELECT jsonb_array_elements_text($2::jsonb)) -- postgres
    UNION
    SELECT id FROM contact WHERE phone IN (SELECT value FROM json_each($3)) -- sqlite
    SELECT id FROM contact WHERE phone IN (SELECT jsonb_array_elements_text($3::jsonb)) -- postgres
)
ORDER BY id
FOR UPDATE -- postgres
