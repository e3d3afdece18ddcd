-- Contacts whose external id, email or phone this is: as it was written ($1), the email in lower
-- case ($2). None of the three is looked for in the others' place, so somebody's id may be an email.
-- The index of external ids begins with their sources, which are few: one step along it for each.
WITH RECURSIVE known (source) AS (
    SELECT MIN(source) FROM identity
    UNION ALL
    SELECT (SELECT MIN(n.source) FROM identity AS n WHERE n.source > known.source)
    FROM known
    WHERE known.source IS NOT NULL
)
SELECT n.contact_id AS id
FROM known
CROSS JOIN identity AS n -- sqlite
JOIN identity AS n ON TRUE -- postgres
WHERE n.source = known.source AND n.external_id = $1
UNION
SELECT id FROM contact WHERE email = $2
UNION
SELECT id FROM contact WHERE phone = $1
