-- Of what has not arrived at invitation $1 on channel $2 nobody is reminded there.
UPDATE message
SET state = 'withdrawn', ended_at = $3, error = 'what it would remind of has not arrived'
WHERE invitation_id = $1 AND channel = $2 AND kind = 'reminder' AND state = 'queued'
