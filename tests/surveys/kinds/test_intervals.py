from math import sqrt

import pytest

from surveys.kinds.intervals import Z, adjusted_wald, net_estimate, share_estimate, wilson

NET = {
    (32, 6, 51): (48.148148, 18.853293),
    (8, 3, 13): (31.25, 40.512323),
    (50, 20, 100): (29.126214, 15.075083),
    (500, 200, 1000): (29.910269, 4.833269),
    (5, 0, 5): (62.5, 45.008547),
    (0, 0, 10): (0, 18.465045),
    (1, 0, 1): (25, 73.498649),
}
SHARES = {
    (6, 32): (0.08889545, 0.35309155),
    (81, 263): (0.25528852, 0.36620958),
    (15, 148): (0.06238640, 0.16048724),
    (0, 20): (0, 0.16112516),
    (1, 29): (0.00611321, 0.17175522),
    (45, 50): (0.78639769, 0.95652424),
    (50, 100): (0.40383153, 0.59616847),
    (0, 10): (0, 0.27753280),
    (10, 10): (0.72246720, 1),
    (1, 1): (0.20654931, 1),
    (170, 200): (0.79394421, 0.89286406),
    (850, 1000): (0.82653134, 0.87078993),
    (6, 10): (0.31267377, 0.83181967),
}


@pytest.mark.parametrize("counts", NET, ids=str)
def test_adjusted_wald_agrees_with_the_vectors(counts: tuple[int, int, int]) -> None:
    centre, margin = NET[counts]
    low, high = max(-100.0, centre - margin), min(100.0, centre + margin)
    assert adjusted_wald(*counts) == pytest.approx((low, high), abs=2e-6)


def test_adjusted_wald_never_leaves_the_scale() -> None:
    low, high = adjusted_wald(5, 0, 5) or (0, 0)
    assert (round(low, 6), high) == (17.491453, 100.0)
    assert (adjusted_wald(0, 5, 5) or (0, 0))[0] == -100.0


@pytest.mark.parametrize("counts", SHARES, ids=str)
def test_wilson_agrees_with_the_published_values(counts: tuple[int, int]) -> None:
    low, high = (100 * bound for bound in SHARES[counts])
    assert wilson(*counts) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize("n", [1, 3, 7, 10, 99, 1000, 12345])
def test_wilson_is_exact_at_both_ends(n: int) -> None:
    assert (wilson(0, n) or (1, 1))[0] == 0.0
    assert (wilson(n, n) or (1, 1))[1] == 100.0


@pytest.mark.parametrize(
    ("one", "other", "z"),
    [((50, 20, 100), (40, 30, 100), 1.732324), ((500, 200, 1000), (400, 300, 1000), 5.539977)],
)
def test_two_net_scores_differ_by_so_many_standard_errors(
    one: tuple[int, int, int], other: tuple[int, int, int], z: float
) -> None:
    first, second = net_estimate(*one), net_estimate(*other)
    assert first is not None
    assert second is not None
    assert (first[0] - second[0]) / sqrt(first[1] + second[1]) == pytest.approx(z, abs=1e-6)


def test_a_share_is_estimated_with_one_more_of_each() -> None:
    assert share_estimate(45, 50) == pytest.approx((100 * 46 / 52, 1e4 * 46 / 52 * 6 / 52 / 52))


def test_nothing_can_be_said_of_no_answers() -> None:
    assert adjusted_wald(0, 0, 0) is None
    assert wilson(0, 0) is None
    assert net_estimate(0, 0, 0) is None
    assert share_estimate(0, 0) is None


def test_z_is_the_two_sided_95_percent() -> None:
    assert pytest.approx(1.959963984540054, abs=0) == Z
