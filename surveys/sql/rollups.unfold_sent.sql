UPDATE invitation SET folded = FALSE, counted = 0 WHERE sent_at IS NOT NULL
