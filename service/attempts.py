"""Counts failed attempts, so that nobody can try passwords for long."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST = 10
WITHIN = timedelta(minutes=15)
REMEMBERED = 20_000  # keys; the oldest make room


class Attempts:
    """At most 10 attempts in 15 minutes for each key (an account, an address), in this process.

    An attempt counts from its beginning, so that many at the same time count as many.
    """

    def __init__(self) -> None:
        self._begun: OrderedDict[str, deque[datetime]] = OrderedDict()

    def begin(self, keys: list[str], now: datetime) -> float:
        """Count one attempt for all keys, or return the seconds until the next is allowed."""
        wait = max(self._wait(key, now) for key in keys)
        if wait <= 0:
            for key in keys:
                self._begun.setdefault(key, deque()).append(now)
                self._begun.move_to_end(key)
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
        return wait

    def take_back(self, keys: list[str]) -> None:
        """It succeeded, so it does not count."""
        for key in keys:
            if self._begun.get(key):
                self._begun[key].pop()

    def _wait(self, key: str, now: datetime) -> float:
        begun = self._begun.get(key, deque())
        while begun and begun[0] <= now - WITHIN:
            begun.popleft()
        return (begun[0] + WITHIN - now).total_seconds() if len(begun) >= MOST else 0.0
