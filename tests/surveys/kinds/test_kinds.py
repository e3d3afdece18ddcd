from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.kinds import kinds, mean

SCALES = {
    "ces": (1, 7, 5),
    "csat": (1, 5, 4),
    "enps": (0, 10, 9),
    "nps": (0, 10, 9),
    "pmf": (1, 3, 3),
    "stars": (1, 5, 4),
    "thumbs": (0, 1, 1),
}
NET = ("nps", "enps")
scores = st.sampled_from(sorted(SCALES)).flatmap(
    lambda name: st.tuples(
        st.just(name), st.lists(st.integers(*SCALES[name][:2]), min_size=1, max_size=200)
    )
)


def net(promoters: int, passives: int, detractors: int) -> Counter[int]:
    """Counts whose answers are spread over the scores of each part."""
    counts = Counter({10: promoters // 2, 9: promoters - promoters // 2, 7: passives})
    return counts + Counter({0: detractors // 3, 6: detractors - detractors // 3})


def test_the_folder_is_the_registry() -> None:
    assert {name: (kind.LOW, kind.HIGH) for name, kind in kinds().items()} == {
        name: scale[:2] for name, scale in SCALES.items()
    }
    assert len({kind.DEFINITION for kind in kinds().values()}) == len(SCALES)


@pytest.mark.parametrize(
    ("parts", "score"),
    [
        ((32, 13, 6), Fraction(2600, 51)),
        ((8, 2, 3), Fraction(500, 13)),
        ((50, 30, 20), Fraction(30)),
        ((500, 300, 200), Fraction(30)),
        ((162, 108, 54), Fraction(100, 3)),
        ((5, 0, 0), Fraction(100)),
        ((0, 10, 0), Fraction(0)),
        ((0, 0, 4), Fraction(-100)),
        ((1, 0, 0), Fraction(100)),
        ((1, 1, 0), Fraction(50)),
    ],
)
@pytest.mark.parametrize("name", NET)
def test_a_net_score_is_promoters_less_detractors(
    name: str, parts: tuple[int, int, int], score: Fraction
) -> None:
    assert kinds()[name].score(net(*parts)) == score


def test_customer_effort_is_the_share_of_five_six_and_seven() -> None:
    counts = Counter([7, 6, 5, 5, 4, 3, 7, 2, 6, 1])
    assert kinds()["ces"].score(counts) == 60
    assert mean(counts) == Fraction(46, 10)
    assert kinds()["ces"].interval(counts) == pytest.approx((31.267377, 83.181967), abs=1e-6)


def test_satisfaction_is_the_share_of_four_and_five() -> None:
    counts = Counter({5: 25, 4: 20, 3: 3, 1: 2})
    assert kinds()["csat"].score(counts) == 90
    assert kinds()["csat"].interval(counts) == pytest.approx((78.639769, 95.652424), abs=1e-6)


@given(scores)
def test_each_score_is_an_exact_fraction(drawn: tuple[str, list[int]]) -> None:
    name, given_scores = drawn
    best = SCALES[name][2]
    top = sum(score >= best for score in given_scores)
    bottom = sum(score <= 6 for score in given_scores) if name in NET else 0
    counts = Counter(given_scores)
    assert kinds()[name].score(counts) == Fraction(100 * (top - bottom), len(given_scores))
    assert mean(counts) == Fraction(sum(given_scores), len(given_scores))


@given(scores)
def test_the_interval_holds_the_score_and_stays_on_the_scale(
    drawn: tuple[str, list[int]],
) -> None:
    name, given_scores = drawn
    kind, counts = kinds()[name], Counter(given_scores)
    score, interval = kind.score(counts), kind.interval(counts)
    assert score is not None
    assert interval is not None
    assert (-100 if name in NET else 0) <= interval[0] <= interval[1] <= 100
    if name not in NET:  # the adjusted Wald interval leans to zero and may leave 100 out
        assert interval[0] - 1e-9 <= float(score) <= interval[1] + 1e-9


@pytest.mark.parametrize("name", sorted(SCALES))
def test_no_answers_make_no_score(name: str) -> None:
    kind = kinds()[name]
    for counts in ({}, {kind.HIGH: 0}):
        assert kind.score(counts) is None
        assert kind.interval(counts) is None
        assert kind.estimate(counts) is None
        assert mean(counts) is None
