from datetime import timedelta

from surveys.rules.freshness import apply
from surveys.situation import Skip
from tests.cast import NOW
from tests.surveys.rules.cast import situation

OPEN = timedelta(days=28, hours=1)


def test_an_event_that_comes_late_is_asked_about_while_the_survey_is_open() -> None:
    occurred_at = NOW - OPEN + timedelta(seconds=1)
    assert apply(situation(delay="1h", expires="28d", occurred_at=occurred_at)) is None


def test_an_event_from_long_ago_is_skipped() -> None:
    verdict = apply(situation(delay="1h", expires="28d", occurred_at=NOW - OPEN))
    assert isinstance(verdict, Skip)
    assert verdict.reason == "too_old"
    assert verdict.sentence == (
        "It happened at 2026-10-05 09:00 UTC, longer ago than the survey stays open."
    )
