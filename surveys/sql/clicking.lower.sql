-- Clicks that something speaks against after all: [{id, grade, reasons}, ...].
UPDATE click
SET grade = CAST(n.value->>'grade' AS SMALLINT),
    reasons = n.value->>'reasons' -- sqlite
    reasons = n.value->'reasons' -- postgres
FROM json_each($1) AS n -- sqlite
FROM jsonb_array_elements($1::jsonb) AS n (value) -- postgres
WHERE click.id = CAST(n.value->>'id' AS BIGINT)
