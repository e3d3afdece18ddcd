"""The ways out of a channel: its relays, or its account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

WARM_UP_DAYS = 14


@dataclass(frozen=True, slots=True)
class Lane:
    """`name` is shown to operators: no address and no password is in it.

    Rates are None where there is no limit. From the day `warm_up` on a new sender makes itself a
    name: `warm_up_per_hour` on that day and before, twice as many each day after it.
    """

    name: str
    per_second: float | None = None
    domain_per_minute: float | None = None
    warm_up: date | None = None
    warm_up_per_hour: int = 50

    @property
    def limited(self) -> bool:
        return bool(self.per_second or self.domain_per_minute or self.warm_up)

    def per_second_on(self, day: date) -> float | None:
        """The most that may go out on a day (of UTC)."""
        days = max((day - self.warm_up).days, 0) if self.warm_up else WARM_UP_DAYS
        if days >= WARM_UP_DAYS:
            return self.per_second
        warm = (self.warm_up_per_hour << days) / 3600
        return warm if self.per_second is None else min(warm, self.per_second)


@runtime_checkable
class Laned(Protocol):
    """A channel that says itself which lanes it has; the first is the one to prefer."""

    lanes: Sequence[Lane]


def lanes_of(name: str, channel: object) -> Sequence[Lane]:
    """The lanes of the channel `name`: one without limits, named like it, unless it says more."""
    return channel.lanes if isinstance(channel, Laned) else (Lane(name),)
