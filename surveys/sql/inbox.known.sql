-- Events that are already here, by [[source, external_id], ...].
SELECT e.id, e.source, e.external_id, e.type, e.payload
FROM json_each($1) AS k -- sqlite
FROM jsonb_array_elements($1::jsonb) AS k (value) -- postgres
JOIN event AS e ON e.source = k.value->>0 AND e.external_id = k.value->>1
