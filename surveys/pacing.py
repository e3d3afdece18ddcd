"""So many in a time and no more, however many workers send: the generic cell rate algorithm.

Each lane, and each domain of recipients on it, has a bucket. `taken_until` is when all that was let
through would be through if each had kept its interval; ahead of the clock there is no room.
`booked_until` is the next moment to be given to who found none: they come back one by one, and
those who come later behind them. Nobody is sent further away than ten minutes: who finds no room
then asks again. All times are in microseconds. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

SECOND = 1_000_000
FURTHEST = 600 * SECOND  # ahead; a rate may be corrected meanwhile
LATE = 60 * SECOND  # so much later than others a worker may come with its `now`


@dataclass(slots=True)
class Bucket:
    """See above. One that nobody has used lately is empty, and need not be kept."""

    taken_until: int = 0
    booked_until: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """One in each `interval` through `bucket`; what was not used within `slack` may go at once."""

    bucket: str
    interval: int
    slack: int

    @classmethod
    def of(cls, bucket: str, per_second: float, slack_seconds: float) -> "Pace":
        return cls(bucket, ceil(SECOND / per_second), round(slack_seconds * SECOND))

    def room(self, bucket: Bucket, now: int) -> int:
        """How many may go at once."""
        ahead = max(self._taken_until(bucket, now) - now, 0)
        return max((self.interval + self.slack - ahead) // self.interval, 0)

    def opens_at(self, bucket: Bucket, now: int) -> int:
        """From when on there is room for one."""
        return self._taken_until(bucket, now) - self.slack

    def take(self, bucket: Bucket, now: int) -> None:
        bucket.taken_until = max(self._taken_until(bucket, now), now) + self.interval

    def place(self, bucket: Bucket, now: int) -> int:
        """The next moment that nobody else has been given; the last one is everybody's."""
        possible = bucket.booked_until <= now + FURTHEST + LATE
        booked = bucket.booked_until if possible else now
        return min(max(booked, self.opens_at(bucket, now)), now + FURTHEST)

    def book(self, bucket: Bucket, count: int, now: int) -> None:
        """Give so many moments away, one after the other."""
        bucket.booked_until = min(self.place(bucket, now) + count * self.interval, now + FURTHEST)

    def _taken_until(self, bucket: Bucket, now: int) -> int:
        """What is further ahead than can be comes of a clock that ran ahead, or of a lower rate."""
        possible = bucket.taken_until <= now + self.interval + self.slack + LATE
        return bucket.taken_until if possible else now


Way = Sequence[Pace]
"""All of its paces must have room."""


@dataclass(frozen=True, slots=True)
class Full:
    """No way had room: `pace` will have it at `until`."""

    until: int
    pace: Pace


def allot(ways: Sequence[Way], buckets: Mapping[str, Bucket], now: int) -> int | Full:
    """Take the first way that has room, by its number, or book a place on the one that has it
    first."""
    for number, way in enumerate(ways):
        if all(pace.room(buckets[pace.bucket], now) for pace in way):
            for pace in way:
                pace.take(buckets[pace.bucket], now)
            return number
    full = [[pace for pace in way if not pace.room(buckets[pace.bucket], now)] for way in ways]
    places = [[Full(pace.place(buckets[pace.bucket], now), pace) for pace in way] for way in full]
    best = min(places, key=lambda way: max(one.until for one in way))
    for one in best:
        one.pace.book(buckets[one.pace.bucket], 1, now)
    return max(best, key=lambda one: one.until)
