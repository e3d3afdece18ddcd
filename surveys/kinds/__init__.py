"""Kinds of survey: the folder is the registry, one file a kind. A kind is a scale and a formula.

Scores are computed from counts by score and rounded nowhere here: they are exact fractions.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

Counts = Mapping[int, int]


class Kind(Protocol):
    """What a kind's file offers."""

    LOW: int
    HIGH: int
    DEFINITION: str

    def score(self, counts: Counts) -> Fraction | None:
        """The score of `counts`, None when there are no answers."""

    def interval(self, counts: Counts) -> tuple[float, float] | None:
        """95 % interval of the score, in the score's own unit, None when there are no answers."""

    def estimate(self, counts: Counts) -> tuple[float, float] | None:
        """Adjusted score and its variance, for comparing two of them; None without answers."""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name."""
    names = sorted(m.name for m in iter_modules(__path__))
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "DEFINITION")}


def mean(counts: Counts) -> Fraction | None:
    """Mean of the raw scores."""
    n = sum(counts.values())
    return Fraction(sum(score * count for score, count in counts.items()), n) if n else None


def worst(kind: Kind) -> frozenset[int]:
    """The scores that count as much as the lowest: what unhappy people answer."""
    scale = range(kind.LOW, kind.HIGH + 1)
    return frozenset(one for one in scale if kind.score({one: 1}) == kind.score({kind.LOW: 1}))
