-- The newest change of the ledger; NULL while there is none.
SELECT MAX(id) AS id FROM response_change
