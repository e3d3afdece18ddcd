"""Customer effort score 2.0 ("made it easy"), 1 to 7: the share of 5, 6 and 7."""

from functools import partial

from surveys.kinds import share

LOW = 1
HIGH = 7
DEFINITION = "ces2-top3-v1"

score = partial(share.score, at_least=5)
interval = partial(share.interval, at_least=5)
estimate = partial(share.estimate, at_least=5)
