-- Suppressions of these address digests; survey 0 stands for all.
SELECT address_digest, survey_id
FROM suppression
WHERE address_digest IN (SELECT value FROM json_each($1)) -- sqlite
WHERE address_digest IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
