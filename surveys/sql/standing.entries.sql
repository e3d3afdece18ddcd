-- The ledger of response $1.
SELECT score, delta, at, previous FROM response_change WHERE response_id = $1 ORDER BY id
