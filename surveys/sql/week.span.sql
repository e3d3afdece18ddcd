-- Part of others, on PostgreSQL: where the stretches [[microseconds east of UTC, start, end], ...] in $1
-- begin, how far east each is, and the end of the last; they follow each other.
SELECT array_agg(CAST(b.value->>1 AS BIGINT) ORDER BY CAST(b.value->>1 AS BIGINT)) AS starts,
    array_agg(CAST(b.value->>0 AS BIGINT) ORDER BY CAST(b.value->>1 AS BIGINT)) AS easts,
    MAX(CAST(b.value->>2 AS BIGINT)) AS until
FROM jsonb_array_elements($1::jsonb) AS b (value)
