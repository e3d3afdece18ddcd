-- What contact $1 had written before they changed it.
UPDATE response_change
SET previous = json_set(previous, '$.comment', NULL, '$.answers', NULL) -- sqlite
SET previous = previous || '{"comment": null, "answers": null}' -- postgres
WHERE previous IS NOT NULL AND response_id IN (
    SELECT id FROM response WHERE contact_id = $1 AND invitation_id IS NULL
    UNION
    SELECT r.id FROM invitation AS i JOIN response AS r ON r.invitation_id = i.id
    WHERE i.contact_id = $1
)
