"""Turns counts into the figures that people see; the only place where scores are rounded."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from surveys.kinds import Counts, Kind, mean
from surveys.kinds.intervals import Z

DECIMALS = 4
FEW = 10  # answers; below this a score is mostly chance


@dataclass(frozen=True, slots=True)
class Figures:
    """n, score with its 95 % interval, mean and counts; all None where there are no answers."""

    n: int
    score: float | None
    low: float | None
    high: float | None
    mean: float | None
    counts: dict[str, int]

    @classmethod
    def of(cls, kind: Kind, counts: Counts) -> "Figures":
        """The figures of `counts` (by score)."""
        interval = kind.interval(counts) or (None, None)
        return cls(
            n=sum(counts.values()),
            score=rounded(kind.score(counts)),
            low=rounded(interval[0]),
            high=rounded(interval[1]),
            mean=rounded(mean(counts)),
            counts={str(score): counts.get(score, 0) for score in range(kind.LOW, kind.HIGH + 1)},
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ("n", "score", "low", "high", "mean", "few", "counts")
        return {name: getattr(self, name) for name in names}

    @property
    def few(self) -> bool:
        """Whether there are answers, but too few to go by."""
        return 0 < self.n < FEW


def rounded(value: Fraction | float | None) -> float | None:
    """To four decimals; None stays None."""
    return None if value is None else round(float(value), DECIMALS)


def significant(kind: Kind, one: Counts, other: Counts) -> bool | None:
    """Whether two scores differ at the 95 % level, None when either has no answers."""
    first, second = kind.estimate(one), kind.estimate(other)
    if first is None or second is None:
        return None
    error = sqrt(first[1] + second[1])
    return error > 0 and abs(first[0] - second[0]) / error > Z


def added(parts: list[Counter[int]]) -> Counter[int]:
    """The sum of counts."""
    total: Counter[int] = Counter()
    for part in parts:
        total.update(part)
    return total
