from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.comparing import compare, holm, p_value
from surveys.figures import significant
from surveys.kinds import kinds

NPS = kinds()["nps"]
BETTER, WORSE = {9: 500, 7: 300, 0: 200}, {9: 400, 7: 300, 0: 300}


@pytest.mark.parametrize(
    ("chances", "adjusted"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),  # Wikipedia's example of Holm
        ([0.2], [0.2]),
        ([0.5, 0.9], [1.0, 1.0]),
        ([], []),
    ],
)
def test_the_smallest_p_counts_most_often(chances: list[float], adjusted: list[float]) -> None:
    assert holm(chances) == pytest.approx(adjusted)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_lies_between_p_and_bonferroni_and_keeps_the_order(chances: list[float]) -> None:
    adjusted = holm(chances)
    for p, found in zip(chances, adjusted, strict=True):
        assert p <= found <= min(1, p * len(chances)) or found == max(adjusted)
    for (p, found), (q, other) in zip(
        list(zip(chances, adjusted, strict=True)),
        sorted(zip(chances, adjusted, strict=True)),
        strict=True,
    ):
        assert not (p < q and found > other)


def test_p_is_that_of_the_normal_distribution() -> None:
    assert p_value(1.959963984540054, 1) == pytest.approx(0.05)
    assert p_value(-1.732324, 1) == pytest.approx(0.083216, abs=1e-6)
    assert p_value(0, 1) == 1
    assert p_value(3, 0) == 1


def test_one_pair_is_judged_as_a_change_is() -> None:
    [found] = compare(NPS, [BETTER, WORSE]).values()
    assert found.difference / ((found.high - found.low) / 2 / 1.959963984540054) == pytest.approx(
        5.539977, abs=1e-6
    )
    assert found.p == found.adjusted
    assert found.significant is significant(NPS, BETTER, WORSE) is True


def test_a_difference_that_stands_alone_may_not_stand_among_many() -> None:
    one, other = {9: 60, 0: 40}, {9: 44, 0: 56}
    alone = compare(NPS, [one, other])[0, 1]
    among = compare(NPS, [one, other, *[{9: 50, 0: 50}] * 4])[0, 1]
    assert alone.significant
    assert not among.significant
    assert (alone.difference, alone.low) == (among.difference, among.low)


def test_who_has_no_answers_is_compared_with_nobody() -> None:
    assert list(compare(NPS, [BETTER, {}, WORSE])) == [(0, 2)]
    assert list(compare(NPS, [BETTER, {}, WORSE], [(0, 1), (2, 0)])) == [(2, 0)]


def test_the_errors_of_both_sides_add_up() -> None:
    [found] = compare(NPS, [BETTER, WORSE]).values()
    errors = [NPS.estimate(side)[1] for side in (BETTER, WORSE)]  # type: ignore[index]  # not None
    assert (found.high - found.difference) / 1.959963984540054 == pytest.approx(sqrt(sum(errors)))
