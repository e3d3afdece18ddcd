"""Errors that say little about a lane when they come once, and much when they come in a row."""

from collections import Counter, defaultdict

from notifiers.errors import OutcomeUnknown, Refused, SendError
from notifiers.lane import Lane
from surveys.delivery import Outcome

MOST_LOST = 1  # a line may break; each message more is lost to an outage
MOST_DENIED = 4  # they may be about these mails; each more may be failed by a wrong login


class Doubts:
    """Each worker has its own, since the lane last took a message."""

    def __init__(self) -> None:
        self._met: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def add(self, lane: Lane, outcome: Outcome, error: SendError | None) -> bool:
        """Whether it is one too many."""
        if outcome.state == "sent":
            self._met.pop(lane.name, None)
        if not (most := _most(error)):
            return False
        met = self._met[lane.name]
        met[most] += 1
        return met[most] > most


def _most(error: SendError | None) -> int | None:
    if isinstance(error, OutcomeUnknown):
        return MOST_LOST
    return MOST_DENIED if isinstance(error, Refused) and error.by_policy else None
