"""One to five stars: the share of four and five."""

from functools import partial

from surveys.kinds import share

LOW = 1
HIGH = 5
DEFINITION = "stars-top2-v1"

score = partial(share.score, at_least=4)
interval = partial(share.interval, at_least=4)
estimate = partial(share.estimate, at_least=4)
