-- Those of one survey, by filters $1 to $6. The caller names the survey and adds order and limit.
SELECT r.id, r.answered_at, r.updated_at
FROM response AS r
WHERE r.survey_id = $survey
    -- include feedback.fit $1 $2 $3 $4 $5 $6
