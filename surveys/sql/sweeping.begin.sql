-- From now on whoever is erased ($1) is for the next time; this one ($2) is under way.
UPDATE search_mark SET id = $2 WHERE id = $1
