"""Writes down what became of messages, many in one transaction, however long the database is away:
they have gone out."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog

from surveys.delivery import Outcome
from surveys.errors import Unavailable

log = structlog.get_logger()
AT_A_TIME = 500
GATHER_SECONDS = 0.02  # a transaction for a handful costs more than all the rest; journals know
AGAIN_SECONDS = 2.0


class Records:
    """`write` is one transaction; `known` hears of each message that the database knows then."""

    def __init__(
        self,
        write: Callable[[Sequence[Outcome]], Awaitable[object]],
        known: Callable[[int], object],
    ) -> None:
        self._write = write
        self._known = known
        self._waiting: list[Outcome] = []
        self._writing: asyncio.Task[None] | None = None
        self.tasks: set[asyncio.Task[None]] = set()

    def add(self, outcome: Outcome) -> None:
        """It will be written down with those that come meanwhile."""
        self._waiting.append(outcome)
        if self._writing is None:
            self._writing = self._begin(self._drain())

    async def _drain(self) -> None:
        while self._waiting:
            if len(self._waiting) < AT_A_TIME:
                await asyncio.sleep(GATHER_SECONDS)
            batch, self._waiting = self._waiting[:AT_A_TIME], self._waiting[AT_A_TIME:]
            await self._record(batch)
        self._writing = None

    async def _record(self, batch: Sequence[Outcome]) -> None:
        while True:
            try:
                await self._write(batch)
            except Unavailable as error:
                log.warning("worker.outcome_waits", error=str(error))
            except Exception:  # a fault of ours or of the database's that may be mended
                if len(batch) > 1:
                    self._part(batch)
                    return
                log.exception("worker.outcome_waits", message=batch[0].due.message_id)
            else:
                for outcome in batch:
                    self._known(outcome.due.message_id)
                return
            await asyncio.sleep(AGAIN_SECONDS)

    def _part(self, batch: Sequence[Outcome]) -> None:
        """The others must not wait for the one that it is about."""
        for outcome in batch:
            self._begin(self._record([outcome]))

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
