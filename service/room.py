"""How much the lanes have room for, where a rate is set (surveys/pacing.py)."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from notifiers.lane import Lane
from service.passage import Passage
from surveys import buckets
from surveys.breaker import Standing
from surveys.database import Database
from surveys.instant import to_micros
from surveys.pacing import SECOND, Full, Pace

SLACK_SECONDS = 0.1  # how late a worker with a lot to do may come
DOMAIN_SLACK_SECONDS = 1.0
POLL_SECONDS = 0.5  # a worker looks by itself after that

Ring = Callable[[], None]


class Room:
    """Nothing is asked of the database for lanes without rates. `ring`: there is room again. Each
    worker hears it a little later by `chance`, lest all of them claim for the same room."""

    def __init__(self, database: Database, ring: Ring, chance: Random) -> None:
        self._database = database
        self._ring = ring
        self._chance = chance

    async def left(
        self, standings: Sequence[tuple[Lane, Standing]], now: datetime
    ) -> dict[str, int]:
        """For how many messages, by the name of each lane that has a rate."""
        paces = [pace for lane, one in standings for pace in _lane_paces(lane, one, now)]
        if not paces:
            return {}
        found = await buckets.read(self._database, [one.bucket for one in paces])
        moment = to_micros(now)
        for pace in paces:
            self._ring_in((pace.opens_at(found[pace.bucket], moment) - moment) / SECOND)
        return {pace.bucket: pace.room(found[pace.bucket], moment) for pace in paces}

    async def take(self, asked: Sequence[Sequence[Passage]], now: datetime) -> list[int | Full]:
        """Which of its ways each message has, see `allot`. Others to a domain that is full get out
        of the way."""
        if not any(way.lane.limited for ways in asked for way in ways):
            return [0] * len(asked)
        paces = [[_paces(way, now) for way in ways] for ways in asked]
        told = await buckets.take(self._database, paces, now)
        channels = (ways[0].due.channel for ways in asked)
        full = {one.pace: c for one, c in zip(told, channels, strict=True) if isinstance(one, Full)}
        for pace, channel in full.items():
            if domain := pace.bucket.partition(" ")[2]:
                why = no_room(pace)
                await buckets.postpone(self._database, pace, channel, domain, why, now)
        return told

    def _ring_in(self, seconds: float) -> None:
        if 0 < seconds < POLL_SECONDS:
            later = seconds + self._chance.random() * SLACK_SECONDS / 2
            asyncio.get_running_loop().call_later(later, self._ring)


def no_room(pace: Pace) -> str:
    """In words. The domain stays out of it: it may name a person."""
    lane, _, domain = pace.bucket.partition(" ")
    rate = f"{round(60 * SECOND / pace.interval, 1):,g} a minute"
    return f"waits for room: {lane} takes {rate}{' for one domain' if domain else ''}"


def _paces(way: Passage, now: datetime) -> list[Pace]:
    paces = _lane_paces(way.lane, way.standing, now)
    if way.lane.domain_per_minute and way.due.email:
        bucket = f"{way.lane.name} {way.due.email.rpartition('@')[2]}"
        paces.append(Pace.of(bucket, way.lane.domain_per_minute / 60, DOMAIN_SLACK_SECONDS))
    return paces


def _lane_paces(lane: Lane, standing: Standing, now: datetime) -> list[Pace]:
    rate = lane.per_second_on(now.date())
    return [Pace.of(lane.name, rate * standing.share_at(now), SLACK_SECONDS)] if rate else []
