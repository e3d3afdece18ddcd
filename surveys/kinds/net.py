"""What nps and enps share: promoters 9 and 10, detractors 0 to 6, in points from -100 to 100."""

from fractions import Fraction

from surveys.kinds import Counts
from surveys.kinds.intervals import adjusted_wald, net_estimate


def score(counts: Counts) -> Fraction | None:
    """100 * (promoters - detractors) / n."""
    promoters, detractors, n = _parts(counts)
    return Fraction(100 * (promoters - detractors), n) if n else None


def interval(counts: Counts) -> tuple[float, float] | None:
    """Adjusted Wald."""
    return adjusted_wald(*_parts(counts))


def estimate(counts: Counts) -> tuple[float, float] | None:
    """Adjusted score and variance."""
    return net_estimate(*_parts(counts))


def _parts(counts: Counts) -> tuple[int, int, int]:
    promoters = sum(count for answer, count in counts.items() if answer >= 9)
    detractors = sum(count for answer, count in counts.items() if answer <= 6)
    return promoters, detractors, sum(counts.values())
