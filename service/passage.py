"""A claimed message on its way out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifiers.errors import SendError
from notifiers.lane import Lane
from surveys.breaker import LONGEST_PAUSE, Standing
from surveys.delivery import Due, Outcome

BEHIND = timedelta(seconds=1)


@dataclass(slots=True)
class Passage:
    """The lane that a message takes, which stood like this when it was chosen. `trial`: it is the
    one that tries the lane after a pause. `again`: the line broke once. `met`: lanes in trouble."""

    due: Due
    lane: Lane
    standing: Standing
    trial: bool = False
    again: bool = False
    met: frozenset[str] = frozenset()


Found = Passage | Outcome
"""The lane to take, or that the message has to wait."""


def waiting(due: Due, until: datetime, why: str) -> Outcome:
    """That is no try."""
    return Outcome(due, "queued", error=why, until=until)


def put_back(found: Outcome, error: SendError, now: datetime) -> Outcome:
    """After trouble on every lane: behind those who only wait, lest the lane be tried with the same
    message each time. What was refused for good, such as a sender that a relay does not know, may
    well be about this message, and waits longer."""
    if not error.code.startswith("5"):
        return replace(found, code=error.code or None, until=(found.until or now) + BEHIND)
    until = max(found.until or now, now + LONGEST_PAUSE)
    return replace(found, code=error.code, error=error.reason, until=until)
