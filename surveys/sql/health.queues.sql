-- How much waits: each count walks a partial index that holds only what is still to do.
SELECT 'inbox' AS queue, COUNT(*) AS n FROM inbox
UNION ALL
SELECT 'messages', COUNT(*) FROM message WHERE state = 'queued'
UNION ALL
SELECT 'claimed', COUNT(*) FROM message WHERE state = 'claimed'
UNION ALL
SELECT 'clicks', COUNT(*) FROM click WHERE settle_at IS NOT NULL
UNION ALL
SELECT 'ledger', COUNT(*) FROM response_change WHERE NOT folded
