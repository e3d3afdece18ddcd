-- Contact $1 is not asked again, nor under a contact that was merged into it.
WITH RECURSIVE same (id) AS (
    SELECT id FROM contact WHERE id = $1
    UNION
    SELECT c.id FROM contact AS c JOIN same ON c.merged_into = same.id
)
DELETE FROM membership WHERE contact_id IN (SELECT id FROM same)
