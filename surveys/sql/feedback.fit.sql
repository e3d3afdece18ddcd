-- Part of others: responses r that count, answered from $1 up to $2, changed from $3 up to $4, with
-- segment $5 = $6. NULL or '' leaves a filter out.
AND r.deleted_at IS NULL
AND r.answered_at >= COALESCE($1, -9223372036854775807)
AND r.answered_at < COALESCE($2, 9223372036854775807)
AND (CAST($3 AS BIGINT) IS NULL OR r.updated_at >= $3)
AND (CAST($4 AS BIGINT) IS NULL OR r.updated_at < $4)
AND ($5 = '' OR json_extract(r.segments, '$."' || $5 || '"') = $6) -- sqlite
AND ($5 = '' OR r.segments->>$5 = $6) -- postgres
