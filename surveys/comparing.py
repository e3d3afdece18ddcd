"""Compares scores in pairs, without being fooled by how many pairs there are. Pure.

Holm 1979: of m comparisons the smallest p counts m times, the next m - 1 times and so on. The
chance that even one difference is called real and is none stays below 5 %, however they depend on
each other, as pairs that share a side do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import erfc, sqrt

from surveys.kinds import Counts, Kind
from surveys.kinds.intervals import Z

LEVEL = 0.05
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One side less the other, in the score's unit. `p`: how often chance alone would set them so
    far apart; `adjusted`: the same among all comparisons. The interval is this pair's own."""

    difference: float
    low: float
    high: float
    p: float
    adjusted: float

    @property
    def significant(self) -> bool:
        """Whether it is a real difference, at the 5 % level for all of them together."""
        return self.adjusted < LEVEL


def compare(
    kind: Kind, sides: Sequence[Counts], pairs: Sequence[Pair] | None = None
) -> Mapping[Pair, Comparison]:
    """Every pair of sides (or these) that both have answers; the estimates are those of
    `Kind.estimate`."""
    found = {}
    for one, other in pairs if pairs is not None else combinations(range(len(sides)), 2):
        first, second = kind.estimate(sides[one]), kind.estimate(sides[other])
        if first is not None and second is not None:
            found[one, other] = first[0] - second[0], sqrt(first[1] + second[1])
    chances = [p_value(*apart) for apart in found.values()]
    return {
        pair: Comparison(difference, difference - Z * error, difference + Z * error, p, adjusted)
        for (pair, (difference, error)), p, adjusted in zip(
            found.items(), chances, holm(chances), strict=True
        )
    }


def p_value(difference: float, error: float) -> float:
    """Two-sided, of the normal distribution; 1 where nothing varies."""
    return erfc(abs(difference) / error / sqrt(2)) if error > 0 else 1.0


def holm(chances: Sequence[float]) -> list[float]:
    """Adjusted p, in the order given; none is smaller than one of a smaller p, and none above 1."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    adjusted, highest = [0.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[place]))
        adjusted[place] = highest
    return adjusted
