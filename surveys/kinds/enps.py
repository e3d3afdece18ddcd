"""Employee Net Promoter Score: would you recommend working here, 0 to 10."""

from surveys.kinds.net import estimate, interval, score

__all__ = ["DEFINITION", "HIGH", "LOW", "estimate", "interval", "score"]

LOW = 0
HIGH = 10
DEFINITION = "enps-v1"
