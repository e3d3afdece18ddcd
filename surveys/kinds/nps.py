"""Net Promoter Score: would you recommend us, 0 to 10."""

from surveys.kinds.net import estimate, interval, score

__all__ = ["DEFINITION", "HIGH", "LOW", "estimate", "interval", "score"]

LOW = 0
HIGH = 10
DEFINITION = "nps-v1"
