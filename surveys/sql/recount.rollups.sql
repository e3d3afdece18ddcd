-- What the rollups say in all, by survey.
SELECT survey_id,
    SUM(c0) AS c0, SUM(c1) AS c1, SUM(c2) AS c2, SUM(c3) AS c3, SUM(c4) AS c4, SUM(c5) AS c5,
    SUM(c6) AS c6, SUM(c7) AS c7, SUM(c8) AS c8, SUM(c9) AS c9, SUM(c10) AS c10
FROM rollup
WHERE property = ''
GROUP BY survey_id
