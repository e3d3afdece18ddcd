"""Customer satisfaction, 1 to 5: the share of 4 and 5."""

from functools import partial

from surveys.kinds import share

LOW = 1
HIGH = 5
DEFINITION = "csat-top2-v1"

score = partial(share.score, at_least=4)
interval = partial(share.interval, at_least=4)
estimate = partial(share.estimate, at_least=4)
