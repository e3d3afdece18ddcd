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
KEPT_SECONDS = 10.0  # for who is slow; whoever was away for longer reads what is stored


class Tail:
    """Take a `seat`, then read the `news`; `close` ends them all."""

    def __init__(self, database: Database, look_seconds: float = LOOK_SECONDS) -> None:
        self._database = database
        self._look_seconds = look_seconds
        self._taken = 0
        self._kept: deque[tuple[float, Entry]] = deque()
        self._read = self._forgotten = -1  # ids up to which all is read, and is kept no more
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
    def seat(self) -> Iterator[None]:
        """For somebody who listens."""
        self._taken += 1
        if self._looking is None:
            self._kept.clear()
            self._read = -1
            self._looking = asyncio.create_task(self._look(), name="tail")
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
            try:
                found = await self._after(number)
            except Unavailable as error:
                log.warning("tail.not_read", error=str(error))
                await asyncio.sleep(self._look_seconds)
                continue
            if found:
                number = found[-1].id
                yield found
            elif not await _rings(bell, at_most_seconds):
                yield ()

    async def _after(self, number: int) -> Sequence[Entry]:
        if number >= self._forgotten:
            return [one for _, one in self._kept if one.id > number]
        return await tail.after(self._database, number)

    async def _look(self) -> None:
        while True:
            try:
                await self._next()
            except Unavailable as error:
                log.warning("tail.not_read", error=str(error))
            await asyncio.sleep(self._look_seconds)

    async def _next(self) -> None:
        now = asyncio.get_running_loop().time()
        while self._kept and (self._kept[0][0] < now or len(self._kept) > tail.MOST):
            self._forgotten = self._kept.popleft()[1].id
        if self._read < 0:
            self._read = self._forgotten = await tail.newest(self._database)
        elif found := await tail.after(self._database, self._read):
            self._kept.extend((now + KEPT_SECONDS, one) for one in found)
            self._read = found[-1].id
        else:
            return
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()


async def _rings(bell: asyncio.Event, at_most_seconds: float) -> bool:
    try:
        await asyncio.wait_for(bell.wait(), at_most_seconds)
    except TimeoutError:
        return False
    return True
