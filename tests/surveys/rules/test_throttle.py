from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.throttle import COUNTED, apply
from surveys.situation import Change, Earlier, Skip
from tests.cast import NOW
from tests.surveys.rules.cast import earlier, situation

MONTH = {"days": 30, "across": "all", "when_hit": "skip"}


@pytest.mark.parametrize(
    ("one", "asked_again"),
    [
        (earlier(days=-29.9), False),
        (earlier(days=-30), True),
        (earlier(days=-31), True),
        (earlier(days=5, state="waiting"), False),
        (earlier(days=-1, state="answered"), False),
        (earlier(days=-1, state="expired"), False),
        (earlier(days=-1, state="withdrawn"), True),
        (earlier(days=-1, state="failed"), True),
        (earlier(days=-1, key="another"), False),
    ],
)
def test_a_person_is_asked_once_in_so_many_days(one: Earlier, asked_again: bool) -> None:
    verdict = apply(situation(throttle=MONTH, earlier=(one,)))
    assert (verdict is None) == asked_again


def test_one_survey_alone_counts_where_it_says_so() -> None:
    throttle = {"days": 30, "across": "survey"}
    assert apply(situation(throttle=throttle, earlier=(earlier(key="another"),))) is None
    assert isinstance(apply(situation(throttle=throttle, earlier=(earlier(),))), Skip)


def test_without_a_throttle_everybody_is_asked_again() -> None:
    assert apply(situation(earlier=(earlier(),))) is None


def test_a_skip_says_when_the_person_was_asked_and_may_be_again() -> None:
    found = (earlier(1, days=-20), earlier(2, days=-2))
    verdict = apply(situation(throttle=MONTH, earlier=found))
    assert isinstance(verdict, Skip)
    assert verdict.reason == "throttled"
    assert verdict.sentence == (
        "Asked at 2026-10-31 10:00 UTC; the survey allows one question in 30 days across all "
        "surveys."
    )
    assert verdict.inputs == {"invitation": 2, "days": 30}
    assert verdict.until == NOW + timedelta(days=28)


def test_a_deferred_question_waits_its_turn() -> None:
    throttle = {**MONTH, "when_hit": "defer"}
    verdict = apply(situation(throttle=throttle, earlier=(earlier(days=-20),)))
    assert isinstance(verdict, Change)
    assert verdict.situation.due_at == NOW + timedelta(days=10)
    assert verdict.deferred
    assert verdict.sentence == (
        "The contact was asked a short time ago; this waits until 2026-11-12 10:00 UTC."
    )


def test_a_question_whose_turn_would_come_too_late_is_skipped() -> None:
    throttle = {**MONTH, "when_hit": "defer"}
    verdict = apply(situation(throttle=throttle, expires="9d", earlier=(earlier(days=-20),)))
    assert isinstance(verdict, Skip)
    assert verdict.sentence == "Its turn would come after the survey has expired."
    assert verdict.until == NOW + timedelta(days=10)


def test_a_newer_event_replaces_a_question_that_still_waits() -> None:
    throttle = {**MONTH, "when_hit": "replace"}
    found = (earlier(1, days=1, state="waiting"), earlier(-1, days=2, state="waiting"))
    verdict = apply(situation(throttle=throttle, earlier=found))
    assert isinstance(verdict, Change)
    assert verdict.situation.withdrawn == (1, -1)
    assert verdict.reason == "throttle_replaced"
    assert not verdict.deferred


def test_a_question_that_was_asked_cannot_be_replaced() -> None:
    throttle = {**MONTH, "when_hit": "replace"}
    found = (earlier(1, days=1, state="waiting"), earlier(2, days=-2))
    verdict = apply(situation(throttle=throttle, earlier=found))
    assert isinstance(verdict, Skip)
    assert verdict.reason == "throttled"


histories = st.lists(
    st.builds(
        earlier,
        st.integers(1, 99),
        st.floats(-40, 40),
        st.sampled_from(["waiting", "asked", "answered", "expired", "withdrawn", "failed"]),
        st.sampled_from(["", "another"]),
    ),
    max_size=6,
)


@given(histories, st.integers(1, 30), st.sampled_from(["survey", "all"]))
def test_a_deferred_question_never_comes_too_near_to_another(
    found: list[Earlier], days: int, across: str
) -> None:
    throttle = {"days": days, "across": across, "when_hit": "defer"}
    asked = situation(throttle=throttle, earlier=tuple(found), expires="500d")
    verdict = apply(asked)
    assert not isinstance(verdict, Skip)
    due_at = NOW if verdict is None else verdict.situation.due_at
    for one in found:
        if one.state in COUNTED and (across == "all" or one.survey_key == asked.definition.key):
            assert abs(due_at - one.asked_at) >= timedelta(days=days)
