"""Thumb down (0) or up (1): the share of thumbs up."""

from functools import partial

from surveys.kinds import share

LOW = 0
HIGH = 1
DEFINITION = "thumbs-up-v1"

score = partial(share.score, at_least=1)
interval = partial(share.interval, at_least=1)
estimate = partial(share.estimate, at_least=1)
