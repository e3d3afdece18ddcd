-- What worker $1 has claimed and not recorded.
SELECT id FROM message WHERE state = 'claimed' AND worker = $1 ORDER BY id
