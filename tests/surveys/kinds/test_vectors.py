"""Published and computed vectors, held against the slow way and against what people are shown."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.figures import Figures
from surveys.kinds import kinds
from surveys.kinds.intervals import adjusted_wald, net_estimate, wilson
from tests.surveys.kinds import reference

# promoters, passives, detractors: score, plain margin, adjusted centre, margin, low and high
NET = {
    (32, 13, 6): (50.980392, 19.117122, 48.148148, 18.853293, 29.294855, 67.001442),
    (8, 2, 3): (38.461538, 45.422817, 31.25, 40.512323, -9.262323, 71.762323),
    (50, 30, 20): (30, 15.307808, 29.126214, 15.075083, 14.051130, 44.201297),
    (500, 300, 200): (30, 4.840754, 29.910269, 4.833269, 25.077000, 34.743538),
    (5, 0, 0): (100, 0, 62.5, 45.008547, 17.491453, 107.508547),
    (0, 10, 0): (0, 0, 0, 18.465045, -18.465045, 18.465045),
    (1, 0, 0): (100, 0, 25, 73.498649, -48.498649, 98.498649),
}
# (one, other): separation in standard errors, adjusted and plain
DIFFERENCES = {
    ((50, 20, 100), (40, 30, 100)): (1.732324, 1.754116),
    ((500, 200, 1000), (400, 300, 1000)): (5.539977, 5.547002),
}
CLOSE = 2e-6  # the vectors have six decimals
EFFORT = [7, 6, 5, 5, 4, 3, 7, 2, 6, 1]


@pytest.mark.parametrize("parts", NET, ids=str)
def test_the_slow_way_agrees_with_the_vectors(parts: tuple[int, int, int]) -> None:
    promoters, passives, detractors = parts
    counts = promoters, detractors, promoters + passives + detractors
    centre, squared = reference.adjusted(*counts)
    found = (
        float(reference.net(*counts)),
        reference.margin(reference.variance(*counts)),
        float(centre),
        reference.margin(squared),
        *reference.adjusted_wald(*counts),
    )
    assert found == pytest.approx(NET[parts], abs=CLOSE)


@pytest.mark.parametrize("parts", NET, ids=str)
def test_people_are_shown_the_vectors_rounded_once(parts: tuple[int, int, int]) -> None:
    score, _, _, _, low, high = NET[parts]
    shown = Figures.of(kinds()["nps"], Counter(dict(zip((9, 8, 6), parts, strict=True))))
    assert shown.n == sum(parts)
    assert shown.score == round(score, 4)
    assert (shown.low, shown.high) == (round(max(low, -100), 4), round(min(high, 100), 4))


def test_a_score_with_a_plain_margin_only_is_shown_too() -> None:
    assert reference.margin(reference.variance(162, 54, 324)) == pytest.approx(8.115949, abs=CLOSE)
    assert Figures.of(kinds()["nps"], {9: 162, 7: 108, 0: 54}).score == 33.3333


def test_a_variance_is_exact() -> None:
    assert reference.variance(3, 1, 6) * 6 / 10_000 == Fraction(5, 9)
    assert reference.net(3, 1, 6) == Fraction(100, 3)


@pytest.mark.parametrize("sides", DIFFERENCES, ids=str)
def test_two_scores_lie_so_many_standard_errors_apart(
    sides: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    adjusted, plain = DIFFERENCES[sides]
    assert reference.separation(*sides, adjust=True) == pytest.approx(adjusted, abs=CLOSE)
    assert reference.separation(*sides, adjust=False) == pytest.approx(plain, abs=CLOSE)


def test_effort_has_a_share_and_a_mean() -> None:
    shown = Figures.of(kinds()["ces"], Counter(EFFORT))
    assert (shown.score, shown.mean) == (60.0, 4.6)
    assert (shown.low, shown.high) == (31.2674, 83.1820)
    assert reference.share(EFFORT, 5) == 60


def test_the_share_of_four_and_five_of_twenty_is_fifty() -> None:
    assert Figures.of(kinds()["csat"], {5: 5, 4: 5, 2: 10}).score == 50.0


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_net_intervals_agree_with_the_slow_way(promoters: int, passives: int, worse: int) -> None:
    n = promoters + passives + worse
    found = adjusted_wald(promoters, worse, n)
    if n == 0:
        assert found is None
        return
    low, high = reference.adjusted_wald(promoters, worse, n)
    assert found == pytest.approx((max(-100.0, low), min(100.0, high)), abs=1e-9)
    centre, squared = reference.adjusted(promoters, worse, n)
    assert net_estimate(promoters, worse, n) == pytest.approx((float(centre), float(squared)))


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_intervals_of_shares_agree_with_the_slow_way(good: int, bad: int) -> None:
    found = wilson(good, good + bad)
    if good + bad == 0:
        assert found is None
        return
    assert found == pytest.approx(reference.wilson(good, good + bad), abs=1e-9)
