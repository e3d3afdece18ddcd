"""Notices that a score has dropped, soon, and seldom without cause. Pure.

A bet against "nothing has become worse": each answer below what used to be raises it, each above it
lowers it. While the true score is no worse than it was, no bet gains on average, whatever the days
bring, so bets of 1 that begin anew each day (Shiryaev and Roberts) add up to more than the number
of days only by luck: on average it takes N days or more until they are N (Shin, Ramdas and Rinaldo
2023, "E-detectors"). There are a few fixed stakes, and the mean of what they became counts.

What used to be is the low end of the 95 % interval of the days before, so that one which came out
too high by chance raises no alarm. They end four weeks earlier: a drop does not hide itself.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p

from surveys.kinds import Counts, Kind

BEFORE_DAYS, LAG_DAYS, WATCHED_DAYS = 90, 28, 28
NEEDED_DAYS = BEFORE_DAYS + LAG_DAYS + WATCHED_DAYS
FEWEST = 30  # answers before, without which nothing can be said to have changed
STAKES = (0.02, 0.05, 0.1, 0.2, 0.4)  # of all that could be lost on one answer
Gains = Sequence[float]  # by stake: the logarithm of what 1 becomes on one day


@dataclass(frozen=True, slots=True)
class Alarm:
    """`since`: the number of the day that the drop seems to begin with; `strength`: on how many
    days, on average, chance alone would look like this once."""

    since: int
    strength: float
    before: Counter[int]
    after: Counter[int]


def watch(kind: Kind, days: Sequence[Counts], false_alarm_days: float) -> Alarm | None:
    """The drop that the last of NEEDED_DAYS days show; the very last need not be over. Without one,
    an alarm comes once in `false_alarm_days` at most, on average."""
    befores = list(_befores(days))
    watched = days[-WATCHED_DAYS:]
    worth = _worth(kind)
    gains = [_gains(kind, worth, *pair) for pair in zip(watched, befores, strict=True)]
    ways = [[day[stake] for day in gains] for stake in range(len(STAKES))]
    totals = [_total(way) for way in ways]
    strength = sum(totals) / len(totals)
    if strength < false_alarm_days:
        return None
    since = _beginning(ways[totals.index(max(totals))])
    return Alarm(len(days) - WATCHED_DAYS + since, strength, befores[since], _sum(watched[since:]))


def _befores(days: Sequence[Counts]) -> Iterator[Counter[int]]:
    """What used to be, for each of the watched days."""
    first = len(days) - NEEDED_DAYS
    before = _sum(days[first : first + BEFORE_DAYS])
    for day in range(first, first + WATCHED_DAYS):
        yield before.copy()
        before.subtract(days[day])
        before.update(days[day + BEFORE_DAYS])


def _gains(kind: Kind, worth: Mapping[int, float], day: Counts, before: Counts) -> Gains:
    interval = kind.interval(before)
    usual = 1.0 if interval is None else _share(kind, interval[0])
    if usual == 1 or sum(before.values()) < FEWEST:
        return [0.0] * len(STAKES)
    losses = [(n, (usual - worth[score]) / (1 - usual)) for score, n in day.items() if n]
    return [sum(n * log1p(stake * loss) for n, loss in losses) for stake in STAKES]


def _total(gains: Gains) -> float:
    """What bets of 1 that began on each of the days have become together."""
    total = 0.0
    for gain in gains:
        total = min((total + 1) * exp(min(gain, 500)), 1e200)
    return total


def _beginning(gains: Gains) -> int:
    """The day on which the bet began that gained most; of several the last."""
    return max(range(len(gains)), key=lambda day: (sum(gains[day:]), day))


def _worth(kind: Kind) -> dict[int, float]:
    """What one answer does to the score, from 0 for the worst to 1 for the best."""
    scale = range(kind.LOW, kind.HIGH + 1)
    return {score: _share(kind, float(kind.score({score: 1}) or 0)) for score in scale}


def _share(kind: Kind, score: float) -> float:
    """How far up its scale a score lies."""
    worst, best = (float(kind.score({end: 1}) or 0) for end in (kind.LOW, kind.HIGH))
    return (score - worst) / (best - worst)


def _sum(days: Sequence[Counts]) -> Counter[int]:
    total: Counter[int] = Counter()
    for day in days:
        total.update(day)
    return total
