"""What comes out of a simulation: counts, beside what really happened, and the difference."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from surveys.deciding import OUTCOMES, reason_codes
from surveys.instant import HOUR_MICROS, from_micros

Numbers = dict[str, int]
COUNTS = ("outcomes", "reasons", "channels", "days", "people")
QUARTER_MICROS = HOUR_MICROS // 4  # midnight falls on a quarter of an hour in every zone


@dataclass(slots=True)
class Side:
    """Counts of one side, the simulated or the real one. `people`: contacts by how many times each
    was asked; `days`: by the day on which the first message is due."""

    events: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)

    def decided(self, said: Sequence[tuple[str, str]]) -> None:
        """Decisions: outcome and reason."""
        self.outcomes.update([outcome for outcome, _ in said])
        self.reasons.update([reason for _, reason in said])

    def asked(self, invited: Sequence[tuple[str, int]], zone: str) -> None:
        """Invitations: channel and when it is due, in microseconds; `zone` is whose days count."""
        self.channels.update([channel for channel, _ in invited])
        self.days.update([_day(due // QUARTER_MICROS, zone) for _, due in invited])

    def add(self, other: "Side") -> None:
        """Of another share."""
        self.events += other.events
        for name in COUNTS:
            getattr(self, name).update(getattr(other, name))

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"events": self.events, **{name: dict(getattr(self, name)) for name in COUNTS}}

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Side":
        """Back from JSON."""
        counts = {name: Counter(value) for name, value in found.items() if name != "events"}
        return cls(events=found["events"], **counts)


@dataclass(slots=True)
class Tally:
    """Both sides, and how many stored events were read for them."""

    read: int = 0
    simulated: Side = field(default_factory=Side)
    real: Side = field(default_factory=Side)

    def add(self, other: "Tally") -> None:
        """Of another share."""
        self.read += other.read
        self.simulated.add(other.simulated)
        self.real.add(other.real)

    def plain(self) -> dict[str, Any]:
        """For JSON, to go on with."""
        sides = {"simulated": self.simulated.plain(), "real": self.real.plain()}
        return {"read": self.read, **sides}

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Tally":
        """Back from JSON."""
        return cls(found["read"], Side.of(found["simulated"]), Side.of(found["real"]))

    def as_dict(self) -> dict[str, Any]:
        """Every number beside the real one."""
        ours, real = self.simulated, self.real
        return {
            "events_read": self.read,
            "events": _beside(ours.events, real.events),
            "asked": _beside(_asked(ours), _asked(real)),
            "outcomes": _table(ours.outcomes, real.outcomes, OUTCOMES),
            "reasons": {
                reason: {"means": reason_codes().get(reason, reason), **numbers}
                for reason, numbers in _table(ours.reasons, real.reasons).items()
            },
            "channels": _table(ours.channels, real.channels),
            "days": _table(ours.days, real.days, sorted({*ours.days, *real.days})),
            "people": {
                "asked": _beside(ours.people.total(), real.people.total()),
                "most": _beside(_most(ours), _most(real)),
                "by_times_asked": _table(
                    ours.people, real.people, sorted({*ours.people, *real.people}, key=int)
                ),
            },
        }


@lru_cache(maxsize=65536)
def _day(quarter: int, zone: str) -> str:
    return from_micros(quarter * QUARTER_MICROS).astimezone(ZoneInfo(zone)).date().isoformat()


def _beside(simulated: int, real: int) -> Numbers:
    return {"simulated": simulated, "real": real, "difference": simulated - real}


def _table(
    ours: Counter[str], real: Counter[str], order: Iterable[str] | None = None
) -> dict[str, Numbers]:
    """By name; the most frequent first, unless there is an order."""
    names = [name for name, _ in (ours + real).most_common()] if order is None else order
    return {name: _beside(ours[name], real[name]) for name in names}


def _asked(side: Side) -> int:
    return side.outcomes["scheduled"] + side.outcomes["deferred"]


def _most(side: Side) -> int:
    return max((int(times) for times in side.people), default=0)
