-- The membership of contact $3, or of one that was merged into it, ends.
DELETE FROM membership
WHERE event_type = $1 AND platform = $2
    AND contact_id IN (SELECT id FROM contact WHERE id = $3 OR merged_into = $3)
RETURNING id
