"""So many in a time and no more, however many workers send: the generic cell rate algorithm.

Each lane, and each domain of recipients on it, has a bucket. `taken_until` is when all that was let
through would be through if each had kept its interval; ahead of the clock there is no room.
`booked_until` is the next moment to be given to who found none: they come back one by one, and
those who come later behind them, however many they are. All times are in microseconds. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

SECOND = 1_000_000


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
        ahead = max(bucket.taken_until - now, 0)
        return max((self.interval + self.slack - ahead) // self.interval, 0)

    def opens_at(self, bucket: Bucket) -> int:
        """From when on there is room for one."""
        return bucket.taken_until - self.slack

    def take(self, bucket: Bucket, now: int) -> None:
        bucket.taken_until = max(bucket.taken_until, now) + self.interval

    def place(self, bucket: Bucket) -> int:
        """The next moment that nobody else has been given."""
        return max(bucket.booked_until, self.opens_at(bucket))

    def book(self, bucket: Bucket, count: int) -> None:
        """Give so many moments away, one after the other."""
        bucket.booked_until = self.place(bucket) + count * self.interval


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
    places = [[Full(pace.place(buckets[pace.bucket]), pace) for pace in way] for way in full]
    best = min(places, key=lambda way: max(one.until for one in way))
    for one in best:
        one.pace.book(buckets[one.pace.bucket], 1)
    return max(best, key=lambda one: one.until)
