"""Counts links that lead nowhere, so that who guesses is told to stop.

Only what was not found is counted and refused: whoever has a link is answered however much is
guessed around them. What is refused gets the same page, and costs as little as a look at an index.
"""

from datetime import datetime, timedelta

WITHIN = timedelta(minutes=1)
OF_ONE_NETWORK = 60  # a mobile operator's customers may share one
OF_ALL = 3000
REMEMBERED = 20_000  # networks


class Guesses:
    """Of this process, by network (a /24 or /48) and over all, minute by minute."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._counts: dict[str, int] = {}
        self._all = 0

    def wait_seconds(self, network: str, now: datetime) -> int:
        """Count one guess; 0, or when the next one will be looked at kindly."""
        since = self._minute(now)
        self._all += 1
        count = self._counts.get(network, 0) + 1
        if count > 1 or len(self._counts) < REMEMBERED:
            self._counts[network] = count
        if count <= OF_ONE_NETWORK and self._all <= OF_ALL:
            return 0
        return int((since + WITHIN - now).total_seconds()) + 1

    def _minute(self, now: datetime) -> datetime:
        if self._since is None or not timedelta() <= now - self._since < WITHIN:
            self._since, self._counts, self._all = now, {}, 0
        return self._since
