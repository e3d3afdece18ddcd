"""Which lane each claimed message takes: the first of its channel that is not paused and has room.

All workers share how the lanes stand and what they have had, through the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import structlog

from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater
from notifiers.lane import Lane, lanes_of
from service.doubts import Doubts
from service.lookout import Lookout
from service.passage import Found, Passage, put_back, waiting
from service.room import Ring, Room, no_room
from surveys.breaker import SLOWING, Standing
from surveys.database import Database
from surveys.delivery import Due, Outcome
from surveys.errors import Unavailable
from surveys.instant import from_micros
from surveys.pacing import Full

log = structlog.get_logger()
Choice = tuple[Lane, Standing, bool]
"""A lane, how it stands, and whether somebody has to try it."""

AWAY = timedelta(seconds=5)


class Lanes:
    """Those of all channels. `ring` and `chance` are for `Room`."""

    def __init__(
        self, database: Database, channels: Mapping[str, object], ring: Ring, chance: Random
    ) -> None:
        self._channels = channels
        self._lookout = Lookout(database)
        self._room = Room(database, ring, chance)
        self._doubts = Doubts()

    async def room(self, now: datetime, free: int) -> list[tuple[list[str], int]]:
        """Channels that can be claimed from together, and how many messages they have room for."""
        await self._lookout.look()
        found = await self._rooms(now, free)
        scarce = [([name], room) for name, room in found.items() if 0 < room < free]
        ample = [name for name, room in found.items() if room >= free]
        left = max(free - sum(room for _, room in scarce), 1)
        return [*scarce, (ample, left)] if ample else scarce

    async def admit(self, dues: Sequence[Due], now: datetime) -> list[Found]:
        """A lane for each, or until when it waits. What has been claimed must not be lost when the
        database goes away, so it is put back."""
        try:
            return await self._admit(dues, now, frozenset())
        except Unavailable as error:
            log.warning("lanes.no_database", error=str(error))
            return [waiting(due, now + AWAY, "the database was away") for due in dues]

    async def heard(
        self, way: Passage, outcome: Outcome, error: SendError | None, now: datetime
    ) -> Found:
        """What comes after an attempt: the next one, or what became of the message."""
        try:
            return await self._heard(way, outcome, error, now)
        except Unavailable as gone:
            log.warning("lanes.no_database", error=str(gone))
            untaken = error and _is_wide(error)
            return waiting(way.due, now + AWAY, str(outcome.error)) if untaken else outcome

    async def _heard(
        self, way: Passage, outcome: Outcome, error: SendError | None, now: datetime
    ) -> Found:
        broken = isinstance(error, TryLater) and not (error.code or error.channel_wide)
        if broken and not way.again:
            return replace(way, again=True)  # nothing has gone out; another line may hold
        doubtful = self._doubts.add(way.lane, outcome, error) or way.trial
        if error and (_is_wide(error) or (doubtful and (broken or _is_denial(way, error)))):
            return await self._elsewhere(way, error, now)
        lost = isinstance(error, OutcomeUnknown) and (doubtful or way.again)
        if error and (broken or lost):
            await self._lookout.trouble(way.lane, way.standing, error, now)
        elif way.trial and (error or outcome.state == "sent"):
            await self._lookout.well(way.standing)
        return outcome

    async def _elsewhere(self, way: Passage, error: SendError, now: datetime) -> Found:
        """The lane is in trouble, not the message, or the survey has a sender of its own that the
        relay does not know."""
        if not _is_about_sender(way, error):
            await self._lookout.trouble(way.lane, way.standing, error, now)
        elif way.trial:
            await self._lookout.well(way.standing)
        [found] = await self._admit([way.due], now, way.met | {way.lane.name})
        return found if isinstance(found, Passage) else put_back(found, error, now)

    async def _admit(self, dues: Sequence[Due], now: datetime, met: frozenset[str]) -> list[Found]:
        lanes = {name: self._choice(name, now, met) for name in {due.channel for due in dues}}
        asked = [(due, list(_ways(due, lanes[due.channel], met))) for due in dues]
        told = iter(await self._room.take([ways for _, ways in asked if ways], now))
        return [
            await self._found(ways, next(told), now) if ways else self._stuck(due, now)
            for due, ways in asked
        ]

    def _choice(self, channel: str, now: datetime, met: frozenset[str]) -> list[Choice]:
        """In order of preference."""
        lanes = [one for one in self._usable(channel, now) if one.name not in met]
        standings = [self._lookout.standing(lane) for lane in lanes]
        return [(a, b, b.state(now) == "untried") for a, b in zip(lanes, standings, strict=True)]

    async def _found(self, ways: Sequence[Passage], answer: int | Full, now: datetime) -> Found:
        if isinstance(answer, Full):
            return waiting(ways[0].due, _place(ways, answer, now), no_room(answer.pace))
        way = ways[answer]
        if not way.trial:
            return way
        if standing := await self._lookout.tries(way.standing, now):
            return replace(way, standing=standing)
        [found] = await self._admit([way.due], now, way.met | {way.lane.name})
        return found

    def _stuck(self, due: Due, now: datetime) -> Outcome:
        """No lane is left for it now."""
        standings = [self._lookout.standing(lane) for lane in self._of(due.channel)]
        soonest = min(standings, key=lambda one: one.paused_until)
        until = max(soonest.paused_until, now + SLOWING)
        return waiting(due, until, soonest.trouble(now) or f"{soonest.name} has been in trouble")

    def _usable(self, channel: str, now: datetime) -> list[Lane]:
        lanes = self._of(channel)
        return [one for one in lanes if self._lookout.standing(one).state(now) != "paused"]

    def _of(self, channel: str) -> Sequence[Lane]:
        return lanes_of(channel, self._channels[channel])

    async def _rooms(self, now: datetime, free: int) -> dict[str, int]:
        """By channel."""
        usable = {name: self._usable(name, now) for name in self._channels}
        standings = [(one, self._lookout.standing(one)) for some in usable.values() for one in some]
        left = await self._room.left(standings, now)
        for lane, standing in standings:
            most = 1 if standing.state(now) == "untried" else free
            left[lane.name] = min(left.get(lane.name, free), most)
        return {name: sum(left[lane.name] for lane in lanes) for name, lanes in usable.items()}


def _is_wide(error: SendError) -> bool:
    return isinstance(error, TryLater) and error.channel_wide


def _is_about_sender(way: Passage, error: SendError) -> bool:
    """These codes concern the whole lane only before the recipient is named."""
    brand = way.due.definition.brand
    return bool(brand and brand.mail_from) and _is_wide(error) and error.code in ("550", "553")


def _is_denial(way: Passage, error: SendError) -> bool:
    """Twilio denies some countries and not others, and the next channel may reach them."""
    return way.due.channel == "email" and isinstance(error, Refused) and error.by_policy


def _ways(due: Due, choices: list[Choice], met: frozenset[str]) -> Iterator[Passage]:
    """Up to the first lane that has no limit. One that is tried is for this message only."""
    for choice in choices[:]:
        lane, standing, trial = choice
        if trial:
            choices.remove(choice)
        yield Passage(due, lane, standing, trial, met=met)
        if not trial and not lane.limited:
            return


def _place(ways: Sequence[Passage], full: Full, now: datetime) -> datetime:
    """When it may come back. With one lane nobody claims before that has room, so who only was
    slower than another worker keeps the place in the queue."""
    if len(ways) == 1 and full.pace.bucket == ways[0].lane.name:
        return min(ways[0].due.due_at, now)
    return from_micros(full.until)
