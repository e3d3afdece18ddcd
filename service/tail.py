"""New answers for everybody who listens: one look at the database a second for all of them, and
none while nobody does."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager

import structlog

from surveys import tail
from surveys.database import Database
from surveys.errors import Unavailable
from surveys.tail import Entry

log = structlog.get_logger()
SEATS = 100
LOOK_SECONDS = 1.0


class Tail:
    """Take a `seat`, then read the `news`; `close` ends them all."""

    def __init__(self, database: Database, look_seconds: float = LOOK_SECONDS) -> None:
        self._database = database
        self._look_seconds = look_seconds
        self._taken = 0
        self._kept: deque[Entry] = deque(maxlen=tail.MOST)
        self._bell = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    def close(self) -> None:
        """Nobody hears anything any more."""
        self._closed = True
        self._bell.set()

    @property
    def full(self) -> bool:
        """Whether all seats are taken, or it is over."""
        return self._closed or self._taken >= SEATS

    @contextmanager
    def seat(self, number: int) -> Iterator[None]:
        """For somebody who knows everything up to this entry of the ledger."""
        self._taken += 1
        if self._looking is None:
            self._looking = asyncio.create_task(self._look(number), name="tail")
        try:
            yield
        finally:
            self._taken -= 1
            if not self._taken and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def news(self, number: int, at_most_seconds: float) -> AsyncIterator[Sequence[Entry]]:
        """What comes after this entry, as it comes; nothing, when it takes longer than that."""
        while not self._closed:
            bell = self._bell
            found = [one for one in self._kept if one.id > number]
            if found:
                number = found[-1].id
                yield found
            elif not await _rings(bell, at_most_seconds):
                yield ()

    async def _look(self, number: int) -> None:
        self._kept.clear()
        while True:
            try:
                number = await self._next(number)
            except Unavailable as error:
                log.warning("tail.not_read", error=str(error))
            await asyncio.sleep(self._look_seconds)

    async def _next(self, number: int) -> int:
        found = await tail.after(self._database, number)
        if not found:
            return number
        self._kept.extend(found)
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()
        return found[-1].id


async def _rings(bell: asyncio.Event, at_most_seconds: float) -> bool:
    try:
        await asyncio.wait_for(bell.wait(), at_most_seconds)
    except TimeoutError:
        return False
    return True
