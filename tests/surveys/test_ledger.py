from typing import Any

import pytest

from surveys.instant import HOUR_MICROS, to_micros
from surveys.ledger import entry, standing
from tests.cast import NOW


def entries(*scores: int) -> list[dict[str, Any]]:
    """+score, or -score for one that ceases to count; zero is written as 100."""
    return [{"score": abs(score) % 100, "delta": 1 if score > 0 else -1} for score in scores]


def test_an_entry_counts_in_the_hour_of_the_answer_whenever_it_is_written() -> None:
    answered_at = to_micros(NOW) + 59
    row = entry(1, 2, answered_at, 9, -1, answered_at + 5 * HOUR_MICROS, {"comment": None})
    assert row["hour"] == to_micros(NOW)
    assert row["at"] == answered_at + 5 * HOUR_MICROS
    assert row["folded"] is False


@pytest.mark.parametrize(
    ("scores", "counts"),
    [
        ((), None),
        ((9,), 9),
        ((9, -9), None),
        ((9, -9, 3), 3),
        ((100,), 0),
        ((9, -9, 100, -100, 7), 7),
    ],
)
def test_the_last_entry_says_what_counts(scores: tuple[int, ...], counts: int | None) -> None:
    assert standing(entries(*scores)) == counts
