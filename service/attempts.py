"""Counts failed attempts, so that nobody can try passwords for long."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

WITHIN = timedelta(minutes=15)
REMEMBERED = 20_000  # keys; the oldest make room


class Attempts:
    """So many attempts `within` a time for each key (an account, an address), in this process.

    An attempt counts from its beginning, so that many at the same time count as many.
    """

    def __init__(self, within: timedelta = WITHIN) -> None:
        self._within = within
        self._begun: OrderedDict[str, deque[datetime]] = OrderedDict()

    def begin(self, most: Mapping[str, int], now: datetime) -> float:
        """Count one attempt for all keys, or return the seconds until the next is allowed. `most`:
        how many attempts each key has."""
        keys = list(most)
        wait = max(self._wait(key, most[key], now) for key in keys)
        if wait <= 0:
            for key in keys:
                self._begun.setdefault(key, deque()).append(now)
                self._begun.move_to_end(key)
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
        return wait

    def take_back(self, keys: Iterable[str]) -> None:
        """It succeeded, so it does not count."""
        for key in keys:
            if self._begun.get(key):
                self._begun[key].pop()

    def _wait(self, key: str, most: int, now: datetime) -> float:
        begun = self._begun.get(key, deque())
        while begun and begun[0] <= now - self._within:
            begun.popleft()
        return (begun[0] + self._within - now).total_seconds() if len(begun) >= most else 0.0
