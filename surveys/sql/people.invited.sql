-- When the first question because of event $1 is due, NULL when there is none.
SELECT MIN(due_at) AS due_at FROM invitation WHERE event_id = $1 AND state = 'waiting'
