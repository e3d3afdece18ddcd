-- When the newest change was: entries are written in the order of their times.
SELECT at FROM response_change ORDER BY id DESC LIMIT 1
