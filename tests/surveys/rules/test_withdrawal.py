from datetime import timedelta

import pytest

from surveys.rules.withdrawal import apply
from surveys.situation import PastEvent, Skip
from tests.cast import NOW
from tests.surveys.rules.cast import situation


def at(hours: float, kind: str = "ticket.reopened") -> PastEvent:
    return PastEvent(kind, NOW + timedelta(hours=hours), {})


@pytest.mark.parametrize(
    "past", [(), (at(-1),), (at(0),), (at(1, "ticket.replied"), at(-2))], ids=str
)
def test_what_was_taken_back_before_it_happened_is_asked_about(past: tuple[PastEvent]) -> None:
    assert apply(situation(withdraw_on="ticket.reopened", past=past)) is None


def test_what_was_taken_back_later_is_not_asked_about() -> None:
    verdict = apply(situation(withdraw_on="ticket.reopened", past=(at(-1), at(1), at(2))))
    assert isinstance(verdict, Skip)
    assert verdict.reason == "withdrawn_before"
    assert verdict.sentence == (
        "ticket.reopened about the same ticket or order happened later, at 2026-11-02 12:00:00 UTC."
    )


def test_a_survey_that_takes_nothing_back_does_not_care() -> None:
    assert apply(situation(past=(at(1),))) is None
