from collections import Counter

import pytest

from surveys.figures import Figures, added, rounded, significant
from surveys.kinds import kinds


def test_it_shows_every_score_of_the_scale_and_rounds_to_four_places() -> None:
    figures = Figures.of(kinds()["nps"], Counter({10: 32, 7: 13, 3: 6})).as_dict()
    assert figures == {
        "n": 51,
        "score": 50.9804,
        "low": 29.2949,
        "high": 67.0014,
        "mean": 8.4118,
        "few": False,
        "counts": {**{str(score): 0 for score in range(11)}, "3": 6, "7": 13, "10": 32},
    }


def test_no_answers_are_null_and_never_zero() -> None:
    figures = Figures.of(kinds()["csat"], Counter({5: 0})).as_dict()
    assert figures == {
        "n": 0,
        "score": None,
        "low": None,
        "high": None,
        "mean": None,
        "few": False,
        "counts": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0},
    }


@pytest.mark.parametrize(("n", "few"), [(0, False), (1, True), (9, True), (10, False)])
def test_fewer_than_ten_answers_are_too_few_to_go_by(n: int, few: bool) -> None:
    assert Figures.of(kinds()["nps"], {9: n}).few is few


def test_a_score_of_nought_is_nought() -> None:
    assert Figures.of(kinds()["nps"], Counter({8: 3})).score == 0.0
    assert rounded(0.0) == 0.0
    assert rounded(None) is None


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ({9: 50, 7: 30, 0: 20}, {9: 40, 7: 30, 0: 30}, False),
        ({9: 500, 7: 300, 0: 200}, {9: 400, 7: 300, 0: 300}, True),
        ({9: 1}, {}, None),
        ({}, {9: 1}, None),
    ],
)
def test_it_says_whether_two_scores_really_differ(
    one: dict[int, int], other: dict[int, int], differs: bool | None
) -> None:
    assert significant(kinds()["nps"], one, other) is differs


def test_counts_are_added_score_by_score() -> None:
    assert added([Counter({1: 2}), Counter({1: 1, 3: 4})]) == {1: 3, 3: 4}
    assert added([]) == {}
