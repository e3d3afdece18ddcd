-- What people with these address digests [$1...] have unsubscribed from, or complained about.
SELECT address_digest, survey_id, reason, created_at
FROM suppression
WHERE reason IN ('unsubscribe', 'complaint')
    AND address_digest IN (SELECT value FROM json_each($1)) -- sqlite
    AND address_digest IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
