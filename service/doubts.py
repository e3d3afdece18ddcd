"""Errors that say little about a lane when they come once, and much when they come in a row."""

from collections import Counter

from notifiers.errors import OutcomeUnknown, SendError
from notifiers.lane import Lane
from surveys.delivery import Outcome

MOST_LOST = 1  # a line may break; each message more is lost to an outage


class Doubts:
    """Each worker has its own, since the lane last took a message."""

    def __init__(self) -> None:
        self._lost: Counter[str] = Counter()

    def add(self, lane: Lane, outcome: Outcome, error: SendError | None) -> bool:
        """Whether it is one too many."""
        if outcome.state == "sent":
            del self._lost[lane.name]
        self._lost[lane.name] += isinstance(error, OutcomeUnknown)
        return self._lost[lane.name] > MOST_LOST
