-- What contact $1 wrote back, and from where; also what is about no question but came from one of
-- the addresses [$2...].
UPDATE inbound
SET text = '', sender = ''
WHERE invitation_id IN (SELECT id FROM invitation WHERE contact_id = $1)
    OR (
        invitation_id IS NULL
        AND sender IN (SELECT value FROM json_each($2)) -- sqlite
        AND sender IN (SELECT jsonb_array_elements_text($2::jsonb)) -- postgres
    )
