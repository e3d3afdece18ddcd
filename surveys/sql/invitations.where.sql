-- Part of others: invitations i whose segment or, with an @, column $1 is $2; '' leaves the filter out,
-- but as $2 it asks for those without. Among all surveys ($3 NULL) as in responses.wanted.
AND ($1 = '' OR $2 = COALESCE(
    json_extract(i.segments, '$."' || $1 || '"'), -- sqlite
    i.segments->>$1, -- postgres
    CASE WHEN CAST($3 AS BIGINT) IS NULL OR substr($1, 1, 1) = '@' THEN CASE ltrim($1, '@')
        WHEN 'language' THEN i.language
        WHEN 'version' THEN CAST(i.version AS TEXT)
    END END, ''))
