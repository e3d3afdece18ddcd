-- The same as contact_list.page, of contacts [$6...] only.
SELECT c.id,
    (
        SELECT json_group_object(n.source, n.external_id) -- sqlite
        SELECT jsonb_object_agg(n.source, n.external_id) -- postgres
        FROM identity AS n WHERE n.contact_id = c.id
    ) AS external_ids,
    c.email, c.phone, c.name, c.locale, c.timezone, c.channels, c.created_at, c.updated_at
FROM contact AS c
WHERE c.id IN (SELECT value FROM json_each($6)) -- sqlite
WHERE c.id = ANY(ARRAY(SELECT CAST(jsonb_array_elements_text($6::jsonb) AS BIGINT))) -- postgres
    AND c.merged_into IS NULL
    AND (CAST($1 AS BIGINT) IS NULL OR c.created_at >= $1)
    AND (CAST($2 AS BIGINT) IS NULL OR c.created_at < $2)
    AND c.id < $3
    AND c.id >= $4
ORDER BY c.id DESC
LIMIT $5
