-- How full the buckets [$1...] are.
SELECT bucket, taken_until, booked_until
FROM pace
WHERE bucket IN (SELECT value FROM json_each($1)) -- sqlite
WHERE bucket IN (SELECT jsonb_array_elements_text($1::jsonb)) -- postgres
