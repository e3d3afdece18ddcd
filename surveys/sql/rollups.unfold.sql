UPDATE response_change SET folded = FALSE WHERE folded
