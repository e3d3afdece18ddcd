-- Open cases of responses [[response, since], ...] that were opened since then.
DELETE FROM cases
WHERE state = 'open' AND EXISTS (
    SELECT 1
    FROM json_each($1) AS n -- sqlite
    FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
    WHERE cases.response_id = CAST(n.value->>0 AS BIGINT)
        AND cases.opened_at >= CAST(n.value->>1 AS BIGINT)
)
