from datetime import timedelta
from typing import Any

import pytest

from surveys.rules.earlier import apply
from surveys.situation import PastEvent, Skip
from tests.cast import NOW
from tests.surveys.rules.cast import situation

REPLIED = {"on": "ticket.replied", "where": {"by": "person"}}


def replied(by: str = "person", hours: float = -1, kind: str = "ticket.replied") -> PastEvent:
    return PastEvent(kind, NOW + timedelta(hours=hours), {"by": by})


def said(past: tuple[PastEvent, ...], **wanted: Any) -> str | None:
    trigger = {"on": "ticket.resolved", "earlier": REPLIED | wanted}
    verdict = apply(situation(trigger=trigger, past=past))
    assert verdict is None or isinstance(verdict, Skip)
    return verdict.reason if verdict else None


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        ((), "earlier_missing"),
        ((replied(),), None),
        ((replied(hours=0),), None),
        ((replied("robot"), replied()), None),
        ((replied("robot"),), "earlier_missing"),
        ((replied(hours=1),), "earlier_missing"),  # that was later
        ((replied(kind="ticket.created"),), "earlier_missing"),
    ],
)
def test_it_asks_only_about_what_was_preceded_by_it(
    past: tuple[PastEvent, ...], reason: str | None
) -> None:
    assert said(past) == reason
    assert said(past, exists=False) == ("earlier_found" if reason is None else None)


def test_a_survey_that_asks_for_nothing_before_does_not_look_back() -> None:
    assert apply(situation()) is None


def test_the_sentence_says_what_was_missing() -> None:
    verdict = apply(situation(trigger={"on": "ticket.resolved", "earlier": REPLIED}))
    assert isinstance(verdict, Skip)
    assert verdict.sentence == (
        "There was no ticket.replied that fits about the same ticket or order before."
    )


@pytest.mark.parametrize(("hours", "reason"), [(-1, None), (0, None), (1, "withdrawn_since")])
def test_what_was_reopened_later_is_not_asked_about(hours: float, reason: str | None) -> None:
    reopened = replied(hours=hours, kind="ticket.reopened")
    verdict = apply(situation(withdraw_on="ticket.reopened", past=(reopened,)))
    assert (verdict.reason if isinstance(verdict, Skip) else None) == reason
