"""95 % intervals from counts. Sources: adjusted Wald for NPS after Rocks 2016 and Lewis & Sauro
2021 (add 3 answers: 3/4 promoter, 3/4 detractor); Wilson 1927 as in NIST handbook 7.2.4.1.
"""

from math import sqrt

Z = 1.959963984540054  # two-sided 95 % of the normal distribution


def net_estimate(promoters: int, detractors: int, n: int) -> tuple[float, float] | None:
    """Adjusted net promoter score in points and its variance; None for n = 0."""
    if n == 0:
        return None
    size = n + 3
    p, d = (promoters + 0.75) / size, (detractors + 0.75) / size
    return 100 * (p - d), 10_000 * (p + d - (p - d) ** 2) / size


def adjusted_wald(promoters: int, detractors: int, n: int) -> tuple[float, float] | None:
    """Interval of a net promoter score in points, within [-100, 100]; None for n = 0."""
    estimate = net_estimate(promoters, detractors, n)
    if estimate is None:
        return None
    centre, margin = estimate[0], Z * sqrt(estimate[1])
    return max(-100.0, centre - margin), min(100.0, centre + margin)


def share_estimate(successes: int, n: int) -> tuple[float, float] | None:
    """Adjusted share in percent and its variance (Agresti & Caffo 2000: one more success and one
    more failure in each sample); None for n = 0."""
    if n == 0:
        return None
    share = (successes + 1) / (n + 2)
    return 100 * share, 10_000 * share * (1 - share) / (n + 2)


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Interval of a share in percent, within [0, 100]; None for n = 0."""
    if n == 0:
        return None
    share = successes / n
    centre = share + Z * Z / (2 * n)
    margin = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    size = 1 + Z * Z / n
    # floats leave 1e-17 where the bounds of 0 and n of n are exact
    low = 0.0 if successes == 0 else 100 * (centre - margin) / size
    high = 100.0 if successes == n else 100 * (centre + margin) / size
    return max(0.0, low), min(100.0, high)
