from datetime import timedelta

import pytest

from service.view_in import fitting, period_of
from surveys.errors import InvalidInput
from surveys.periods import Interval, Period
from tests.cast import NOW


def span(days: float) -> Period:
    return Period(NOW - timedelta(days=days), NOW)


@pytest.mark.parametrize(
    ("days", "answers", "interval"),
    [
        (1, 1000, "hour"),
        (1, 10, "hour"),  # days would be one point
        (7, 1000, "day"),
        (7, 3, "day"),
        (30, 1000, "day"),
        (30, 149, "week"),  # fewer than five a day
        (90, 10_000, "week"),
        (90, 30, "week"),  # months would be three points
        (365, 10_000, "week"),
        (365, 100, "month"),
        (3650, 0, "month"),
    ],
)
def test_it_chooses_an_interval_that_can_be_read(
    days: float, answers: int, interval: Interval
) -> None:
    assert fitting(span(days), answers) == interval


def test_it_shows_thirty_days_unless_told_otherwise() -> None:
    assert period_of({}) == 30
    assert period_of({"period": "365"}) == 365


@pytest.mark.parametrize("name", ["from", "to"])
def test_a_span_of_ones_own_wins(name: str) -> None:
    assert period_of({name: "2026-11-01", "period": "x"}) is None


@pytest.mark.parametrize("text", ["0", "-1", "3661", "7.5", "1e3", "x", "9" * 5000, "\u0667"])
def test_it_refuses_a_period_that_is_no_number_of_days(text: str) -> None:
    with pytest.raises(InvalidInput, match="period"):
        period_of({"period": text})
