-- How message $1 stands, held so that nobody else moves it meanwhile.
SELECT state
FROM message
WHERE id = $1
FOR UPDATE -- postgres
