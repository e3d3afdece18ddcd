from datetime import UTC, datetime, timedelta

import pytest

from surveys.rules.quota import apply
from surveys.situation import Skip
from tests.cast import NOW
from tests.surveys.rules.cast import situation

TWO = {"quota": {"per_day": 2}}


@pytest.mark.parametrize(
    ("taken", "asked"),
    [({}, True), ({"2026-11-02": 1}, True), ({"2026-11-02": 2}, False), ({"2026-11-01": 9}, True)],
)
def test_a_day_that_is_full_invites_nobody_more(taken: dict[str, int], asked: bool) -> None:
    assert (apply(situation(**TWO, taken=taken)) is None) is asked


def test_the_day_is_that_of_the_message_on_the_clock_of_the_house() -> None:
    late = NOW + timedelta(hours=10)  # 20:00 UTC, the third in Jakarta
    zone = {"default_timezone": "Asia/Jakarta", "due_at": late}
    assert apply(situation(**TWO, **zone, taken={"2026-11-02": 2})) is None
    verdict = apply(situation(**TWO, **zone, taken={"2026-11-03": 2}))
    assert isinstance(verdict, Skip)
    assert verdict.sentence == "The survey may invite 2 a day, and 2026-11-03 is full."
    assert verdict.until == datetime(2026, 11, 3, 17, 0, tzinfo=UTC)


def test_without_a_quota_there_is_no_end() -> None:
    assert apply(situation(taken={"2026-11-02": 10**6})) is None
