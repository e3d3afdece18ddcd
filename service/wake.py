"""Wakes the worker's jobs: at once in this process, by NOTIFY in others, at worst by polling."""

import asyncio

import structlog

from surveys.database import Database
from surveys.errors import Unavailable

log = structlog.get_logger()


class Wake:
    """One bell for each topic; a bell that rings while nobody waits is heard by the next."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bells: dict[str, asyncio.Event] = {}

    async def up(self, topic: str) -> None:
        """Ring here and everywhere else; call once a group commit."""
        self.ring(topic)
        try:
            await self._database.notify(topic)
        except Unavailable as error:  # what was committed stays; the others find it by polling
            log.warning("wake.not_told", topic=topic, error=str(error))

    def ring(self, topic: str) -> None:
        """Ring in this process only."""
        self._bell(topic).set()

    async def wait(self, topic: str, at_most_seconds: float) -> None:
        """Until the bell rings, or so long."""
        bell = self._bell(topic)
        try:
            await asyncio.wait_for(bell.wait(), at_most_seconds)
        except TimeoutError:
            return
        bell.clear()

    def _bell(self, topic: str) -> asyncio.Event:
        return self._bells.setdefault(topic, asyncio.Event())
