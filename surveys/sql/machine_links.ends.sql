-- The lowest and the highest invitation whose links were opened, by an index.
SELECT
    (SELECT MIN(invitation_id) FROM click) AS lowest,
    (SELECT MAX(invitation_id) FROM click) AS highest
