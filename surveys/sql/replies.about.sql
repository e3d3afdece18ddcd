-- What a reply is about: the invitation of message $4 if it is named, else the one that address
-- digest $2 was asked about on channel $1 since $3.
SELECT i.id, i.survey_id, i.version, i.language
FROM invitation AS i
WHERE i.id = COALESCE(
    (
        SELECT m.invitation_id FROM message AS m
        WHERE m.provider_id = $4 AND $4 <> '' AND m.channel = $1 AND m.address_digest = $2
        ORDER BY m.id DESC LIMIT 1
    ),
    (
        SELECT c.invitation_id FROM conversation AS c
        WHERE c.channel = $1 AND c.address_digest = $2 AND c.begun_at > $3
    )
)
