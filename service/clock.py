"""What time it is: PostgreSQL's, so that all processes agree on what is due and whose lease is
over, however wrong the clock of a machine; on SQLite the machine's own.

Between two readings it goes on by the monotonic clock, which nobody sets.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic

from surveys.database import Database
from surveys.errors import Unavailable
from surveys.instant import from_micros

EVERY_SECONDS = 30.0
SLOWEST_SECONDS = 1.0  # a reading that took longer says too little
INEXACT = timedelta(seconds=0.1)
Read = Callable[[], Awaitable[datetime]]


def utc_now() -> datetime:
    """The only place that reads the wall clock."""
    return datetime.now(UTC)


async def told_by(database: Database) -> datetime:
    """The time at the database."""
    if database.dialect == "sqlite":
        return utc_now()
    [row] = await database.fetch("clock.now")
    return from_micros(int(row["now"]))


class SteadyClock:
    """Never jumps by itself, only by `correct`."""

    def __init__(self, read: Read, now: datetime) -> None:
        self._read = read
        self._set(now)

    def __call__(self) -> datetime:
        return self._then + timedelta(seconds=monotonic() - self._began)

    async def keep(self) -> None:
        """Correct it for ever; without the database it goes on as it was."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            with suppress(Unavailable):
                await self.correct()

    async def correct(self) -> None:
        """Read the time anew. Small differences come from the reading itself."""
        began = monotonic()
        now = await self._read()
        took = monotonic() - began
        right = now + timedelta(seconds=took / 2)
        if took < SLOWEST_SECONDS and abs(right - self()) > INEXACT:
            self._set(right)

    def _set(self, now: datetime) -> None:
        self._then, self._began = now, monotonic()


async def steady(database: Database) -> SteadyClock:
    """A clock that goes by the database's."""

    async def read() -> datetime:
        return await told_by(database)

    return SteadyClock(read, await read())
