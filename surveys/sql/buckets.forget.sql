-- Buckets that are empty at $1 and have given nothing away: without a row they are just that.
DELETE FROM pace WHERE taken_until <= $1 AND booked_until <= $1 RETURNING bucket
