-- Responses as they stand now: [{id, score, comment, ...}, ...].
UPDATE response
SET contact_id = COALESCE(contact_id, CAST(n.value->>'contact_id' AS BIGINT)),
    language = n.value->>'language',
    score = CAST(n.value->>'score' AS INTEGER),
    comment = n.value->>'comment',
    answers = n.value->>'answers', -- sqlite
    answers = NULLIF(n.value->'answers', 'null'::jsonb), -- postgres
    evidence = n.value->>'evidence',
    page_visit = n.value->>'page_visit',
    page_at = CAST(n.value->>'page_at' AS BIGINT),
    answered_at = CAST(n.value->>'answered_at' AS BIGINT),
    updated_at = CAST(n.value->>'updated_at' AS BIGINT),
    deleted_at = CAST(n.value->>'deleted_at' AS BIGINT)
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE response.id = CAST(n.value->>'id' AS BIGINT)
