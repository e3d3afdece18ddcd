-- Answer tokens that begin with $1, two at most. The span, for the index, holds them in the order of
-- every language: $2 comes after all of them.
SELECT token FROM invitation
WHERE token >= $1 AND token <= $2 AND substr(token, 1, length($1)) = $1
LIMIT 2
