"""Knows how the lanes stand, and tells all workers and the operator when that changes."""

import asyncio
from datetime import datetime

import structlog

from notifiers.errors import SendError, TryLater
from notifiers.lane import Lane
from surveys import standings
from surveys.breaker import Standing
from surveys.database import Database

log = structlog.get_logger()
LOOK_SECONDS = 1.0


class Lookout:
    """Looks once a second while somebody asks, and at once when another worker was quicker."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._standings: dict[str, Standing] = {}
        self._look_at = 0.0

    async def look(self) -> None:
        time = asyncio.get_running_loop().time()
        if time >= self._look_at:
            self._standings = await standings.read(self._database)
            self._look_at = time + LOOK_SECONDS

    def standing(self, lane: Lane) -> Standing:
        return self._standings.get(lane.name) or Standing(lane.name)

    async def tries(self, before: Standing, now: datetime) -> Standing | None:
        """Whoever gets a standing may send one message, None: somebody else does."""
        after = before.trying(now)
        if not await self._change(before, after):
            return None
        log.info("lane.tried", lane=before.name)
        return after

    async def trouble(self, lane: Lane, before: Standing, error: SendError, now: datetime) -> None:
        """Slow the lane if it takes too much on and has a rate, else pause it."""
        slow = isinstance(error, TryLater) and error.throttled and lane.per_second_on(now.date())
        wish = (isinstance(error, TryLater) and error.retry_after_seconds) or 0.0
        if slow and not before.pauses:
            after = before.slowed(error.reason, now)
        else:
            after = before.paused(error.reason, wish, now)
        if after != before and await self._change(before, after):
            log.warning("lane.in_trouble", lane=lane.name, trouble=after.trouble(now))

    async def well(self, before: Standing) -> None:
        """The message that tried was taken, even if others have begun to try meanwhile."""
        while (one := self._standings.get(before.name)) and one.pauses == before.pauses:
            if await self._change(one, one.running()):
                log.warning("lane.running_again", lane=before.name)
                return

    async def _change(self, before: Standing, after: Standing) -> bool:
        """Many messages meet the same trouble at once: the first one's word counts."""
        if self._standings.get(before.name, Standing(before.name)) != before:
            return False
        changed = await standings.change(self._database, before, after)
        if changed:
            self._standings[after.name] = after
        else:
            self._look_at = 0.0
            await self.look()
        return changed
