-- Events after time $1 and id $2, received before $3, by the time at which they came; of $5 shares
-- of the contacts only share $4. At most $6.
SELECT e.id, e.source, e.external_id, e.type, e.occurred_at, e.received_at, e.payload
FROM event AS e
WHERE (e.received_at, e.id) > ($1, $2)
    AND e.received_at < $3
    AND (
        CAST($5 AS INTEGER) = 1
        OR COALESCE((SELECT d.contact_id FROM decision AS d WHERE d.event_id = e.id LIMIT 1), 0)
            % $5 = $4
    )
ORDER BY e.received_at, e.id
LIMIT $6
