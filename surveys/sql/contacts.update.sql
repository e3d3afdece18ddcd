-- Bring contacts up to date from [{id, external_id, email, ...}, ...].
UPDATE contact
SET external_id = n.value->>'external_id',
    email = n.value->>'email',
    phone = n.value->>'phone',
    name = n.value->>'name',
    locale = n.value->>'locale',
    timezone = n.value->>'timezone',
    channels = n.value->>'channels',
    updated_at = CAST(n.value->>'updated_at' AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE contact.id = CAST(n.value->>'id' AS BIGINT)
