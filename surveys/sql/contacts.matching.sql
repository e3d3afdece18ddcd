-- Contacts with one of these ids [[source, id], ...] ($1), emails ($2) or phones ($3), oldest first.
-- Of the many who share an address ten are enough to see that it tells nobody apart. Held until
-- the transaction ends: another worker may know the same person by another key.
SELECT id, email, phone, name, locale, timezone, channels, updated_at, merged_into
FROM contact
WHERE id IN (
    SELECT i.contact_id
    FROM json_each($1) AS k -- sqlite
    FROM jsonb_array_elements($1::jsonb) AS k (value) -- postgres
    JOIN identity AS i ON i.source = k.value->>0 AND i.external_id = k.value->>1
    UNION
    SELECT c.id FROM json_each($2) AS k JOIN contact AS c ON c.id IN ( -- sqlite
        SELECT id FROM contact WHERE email = k.value LIMIT 10 -- sqlite
    ) -- sqlite
    SELECT c.id FROM jsonb_array_elements_text($2::jsonb) AS k, LATERAL ( -- postgres
        SELECT id FROM contact WHERE email = k.value LIMIT 10 -- postgres
    ) AS c -- postgres
    UNION
    SELECT c.id FROM json_each($3) AS k JOIN contact AS c ON c.id IN ( -- sqlite
        SELECT id FROM contact WHERE phone = k.value LIMIT 10 -- sqlite
    ) -- sqlite
    SELECT c.id FROM jsonb_array_elements_text($3::jsonb) AS k, LATERAL ( -- postgres
        SELECT id FROM contact WHERE phone = k.value LIMIT 10 -- postgres
    ) AS c -- postgres
)
ORDER BY id
FOR UPDATE -- postgres
