"""How disappointed without us: not (1), somewhat (2), very (3): the share of "very"."""

from functools import partial

from surveys.kinds import share

LOW = 1
HIGH = 3
DEFINITION = "pmf-very-v1"

score = partial(share.score, at_least=3)
interval = partial(share.interval, at_least=3)
estimate = partial(share.estimate, at_least=3)
