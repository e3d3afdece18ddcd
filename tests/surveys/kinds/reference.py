"""What the figures are, computed the slow way: exact fractions, and 50 digits for the roots."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

Z = Fraction("1.959963984540054")
DIGITS = 50
Bounds = tuple[float, float]


def net(promoters: int, detractors: int, n: int) -> Fraction:
    """Net promoter score in points."""
    return Fraction(100 * (promoters - detractors), n)


def variance(promoters: int, detractors: int, n: int) -> Fraction:
    """Of a net promoter score, in points squared."""
    p, d = Fraction(promoters, n), Fraction(detractors, n)
    return 10_000 * (p + d - (p - d) ** 2) / n


def adjusted(promoters: int, detractors: int, n: int) -> tuple[Fraction, Fraction]:
    """Centre and variance with 3 answers more, 3/4 of one at each end. Nobody gives a quarter of
    an answer, so everything is counted in quarters."""
    size = Fraction(4 * n + 12)
    p, d = (4 * promoters + 3) / size, (4 * detractors + 3) / size
    return 100 * (p - d), 10_000 * (p + d - (p - d) ** 2) / (size / 4)


def margin(squared: Fraction) -> float:
    """z standard errors of a variance."""
    return float(Z * root(squared))


def adjusted_wald(promoters: int, detractors: int, n: int) -> Bounds:
    """Not cut off at the ends of the scale."""
    centre, squared = adjusted(promoters, detractors, n)
    return float(centre - Z * root(squared)), float(centre + Z * root(squared))


def wilson(successes: int, n: int) -> Bounds:
    """The shares q for which the one that was found lies z standard errors away: the roots of
    (share - q)^2 = z^2 q (1 - q) / n, in percent."""
    share, step = Fraction(successes, n), Z * Z / n
    a, b, c = 1 + step, -(2 * share + step), share * share
    half = root(b * b - 4 * a * c)
    return float(100 * (-b - half) / (2 * a)), float(100 * (-b + half) / (2 * a))


def separation(one: tuple[int, int, int], other: tuple[int, int, int], *, adjust: bool) -> float:
    """How many standard errors lie between two net promoter scores."""
    first, second = (
        adjusted(*side) if adjust else (net(*side), variance(*side)) for side in (one, other)
    )
    return float((first[0] - second[0]) / root(first[1] + second[1]))


def share(scores: Sequence[int], at_least: int) -> Fraction:
    """Percent of the answers that are at or above a threshold."""
    return Fraction(100 * sum(score >= at_least for score in scores), len(scores))


def root(square: Fraction) -> Fraction:
    """The square root, to 50 digits."""
    with localcontext() as context:
        context.prec = DIGITS
        return Fraction((Decimal(square.numerator) / Decimal(square.denominator)).sqrt())
