"""Kinds whose score is the share, in percent, of answers at or above a threshold."""

from fractions import Fraction

from surveys.kinds import Counts
from surveys.kinds.intervals import share_estimate, wilson


def score(counts: Counts, at_least: int) -> Fraction | None:
    """100 * (answers >= at_least) / n."""
    n = sum(counts.values())
    return Fraction(100 * _successes(counts, at_least), n) if n else None


def interval(counts: Counts, at_least: int) -> tuple[float, float] | None:
    """Wilson."""
    return wilson(_successes(counts, at_least), sum(counts.values()))


def estimate(counts: Counts, at_least: int) -> tuple[float, float] | None:
    """Adjusted share and variance."""
    return share_estimate(_successes(counts, at_least), sum(counts.values()))


def _successes(counts: Counts, at_least: int) -> int:
    return sum(count for answer, count in counts.items() if answer >= at_least)
