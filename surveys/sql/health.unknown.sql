-- How many messages are of unknown outcome.
SELECT COUNT(*) AS n FROM message WHERE state = 'unknown'
