-- Contact $1 is not asked again.
DELETE FROM membership WHERE contact_id = $1
