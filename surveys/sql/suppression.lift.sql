-- STOP of address digest $1 is taken back.
DELETE FROM suppression
WHERE address_digest = $1 AND reason = 'stop'
