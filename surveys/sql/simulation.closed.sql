-- Whether there is any suppression at all.
SELECT EXISTS (SELECT 1 FROM suppression) AS any_closed
