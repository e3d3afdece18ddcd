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
    assert verdict.inputs == {"invitation": 2, "days": 30, "across": "all"}
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
    assert set(verdict.situation.withdrawn) == {1, -1}
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


OTHER, FRIEND = {"key": "other"}, {"key": "friend", "group": "support"}
BY_GROUP = {"group": "support", "throttle": {"days": 30, "across": "group"}}


@pytest.mark.parametrize(
    ("one", "asked_again"),
    [
        (earlier(), False),  # itself, whatever group it had then
        (earlier(**FRIEND), False),
        (earlier(**OTHER), True),
        (earlier(key="other", group="sales"), True),
        (earlier(**FRIEND, days=-31), True),
    ],
)
def test_a_group_shares_its_questions(one: Earlier, asked_again: bool) -> None:
    assert (apply(situation(**BY_GROUP, earlier=(one,))) is None) is asked_again


SEVERAL = [
    {"days": 90, "across": "all", "when_hit": "skip"},
    {"days": 30, "across": "survey", "when_hit": "defer"},
    {"days": 60, "across": "group", "when_hit": "replace"},
]


@pytest.mark.parametrize(
    ("found", "said", "days"),
    [
        ((earlier(**OTHER),), "throttled", None),
        ((earlier(**FRIEND, days=5, state="waiting"),), "throttle_replaced", None),
        ((earlier(**FRIEND),), "throttled", None),
        ((earlier(days=-29, key=""),), "throttle_deferred", 61),  # 90 days for all of them
        ((earlier(days=-29), earlier(2, days=-20, key="other")), "throttle_deferred", 70),
    ],
)
def test_the_survey_comes_before_the_group_and_that_before_all_and_every_limit_is_kept(
    found: tuple[Earlier, ...], said: str, days: int | None
) -> None:
    asked = situation(group="support", throttle=SEVERAL, earlier=found, expires="100d")
    verdict = apply(asked)
    assert isinstance(verdict, Skip | Change)
    assert verdict.reason == said
    if days is not None:
        assert isinstance(verdict, Change)
        assert verdict.situation.due_at == NOW + timedelta(days=days)


def test_replacing_takes_back_whatever_is_in_the_way_of_any_limit() -> None:
    several = [{"days": 30, "when_hit": "replace"}, {"days": 60, "across": "all"}]
    waiting = (earlier(1, 3, "waiting"), earlier(2, 40, "waiting", "other"))
    verdict = apply(situation(throttle=several, earlier=waiting))
    assert isinstance(verdict, Change)
    assert verdict.situation.withdrawn == (1, 2)
    asked = (earlier(1, 3, "waiting"), earlier(2, -40, "asked", "other"))
    assert isinstance(apply(situation(throttle=several, earlier=asked)), Skip)
