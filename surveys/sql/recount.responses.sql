-- Answers that count, less what the ledger has not told the rollups yet, by survey and score.
SELECT survey_id, score, SUM(n) AS n
FROM (
    SELECT survey_id, score, COUNT(*) AS n FROM response WHERE deleted_at IS NULL GROUP BY 1, 2
    UNION ALL
    SELECT survey_id, score, -SUM(delta) AS n FROM response_change WHERE NOT folded GROUP BY 1, 2
) AS counted
GROUP BY survey_id, score
