-- The invitation that response $1 answers.
SELECT invitation_id FROM response WHERE id = $1
