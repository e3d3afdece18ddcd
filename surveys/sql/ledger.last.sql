-- The newest change and when it was: entries are written in the order of their times.
SELECT id, at FROM response_change ORDER BY id DESC LIMIT 1
