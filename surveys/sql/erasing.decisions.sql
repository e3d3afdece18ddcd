-- Decisions about contact $1 may repeat what events told; their reasons stay.
UPDATE decision
SET inputs = '{}', sentence = 'What this was about has been erased.'
WHERE contact_id = $1
