-- No source's id names contact $1 any more.
DELETE FROM identity WHERE contact_id = $1
