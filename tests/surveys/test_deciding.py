from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.deciding import Ruling, decide, reason_codes
from tests.cast import NOW
from tests.surveys.rules.cast import earlier, situation

NIGHT = {"from": "21:00", "to": "08:00"}


def decided(**overrides: Any) -> Ruling:
    return decide(situation(**overrides))


def test_an_ordinary_event_is_scheduled_and_says_when_and_how() -> None:
    ruling = decided()
    assert (ruling.outcome, ruling.reason) == ("scheduled", "scheduled")
    assert ruling.sentence == "Goes out by email at 2026-11-02 10:00:00 UTC."
    assert ruling.until == NOW
    assert ruling.inputs == {"steps": [], "channels": ["email", "sms"]}


@pytest.mark.parametrize(
    "overrides",
    [
        {},
        {"delay": "5h", "quiet_hours": NIGHT},
        {"throttle": {"days": 30}, "earlier": (earlier(),)},
        {"sample": "0%"},
    ],
)
def test_a_sentence_is_written_when_somebody_reads_it(overrides: dict[str, Any]) -> None:
    ruling = decided(**overrides)
    assert not isinstance(ruling.said, str)
    assert ruling.sentence.endswith(".")


def test_every_change_on_the_way_is_noted() -> None:
    ruling = decided(delay="1h", email=None)
    assert [step["reason"] for step in ruling.inputs["steps"]] == ["channels_narrowed", "delay"]
    assert ruling.sentence == "Goes out by sms at 2026-11-02 11:00:00 UTC."


def test_the_first_rule_that_skips_has_the_last_word() -> None:
    ruling = decided(sample="0%", email=None, phone=None, occurred_at=NOW - timedelta(days=99))
    assert (ruling.outcome, ruling.rule, ruling.reason) == ("skipped", "freshness", "too_old")


def test_a_skip_keeps_what_had_been_changed_before() -> None:
    throttle = {"days": 30, "across": "all"}
    ruling = decided(email=None, delay="1h", throttle=throttle, earlier=(earlier(),))
    assert ruling.reason == "throttled"
    assert [step["rule"] for step in ruling.inputs["steps"]] == ["channel", "delay"]


def test_a_throttle_that_ends_at_night_waits_for_the_morning() -> None:
    throttle = {"days": 30, "across": "all", "when_hit": "defer"}
    ruling = decided(
        throttle=throttle,
        quiet_hours=NIGHT,
        earlier=(earlier(days=-20.75),),  # 30 days after that it is 23:00 in Jakarta
        occurred_at=NOW,
    )
    assert (ruling.outcome, ruling.rule) == ("deferred", "throttle")
    assert ruling.until == datetime(2026, 11, 12, 1, 0, tzinfo=UTC)


def test_the_last_rule_that_defers_gives_the_reason() -> None:
    throttle = {"days": 30, "across": "all", "when_hit": "defer"}
    night = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
    ruling = decided(throttle=throttle, quiet_hours=NIGHT, earlier=(earlier(days=-20),), now=night)
    assert ruling.reason == "throttle_deferred"
    assert [step["reason"] for step in ruling.inputs["steps"]] == [
        "delay",
        "quiet_hours",
        "throttle_deferred",
    ]


def test_a_delay_alone_defers_nothing() -> None:
    assert decided(delay="3d").outcome == "scheduled"


def test_the_delay_is_added_before_the_night_is_looked_at() -> None:
    ruling = decided(delay="5h", quiet_hours=NIGHT)  # 22:00 in Jakarta
    assert ruling.situation.due_at == datetime(2026, 11, 3, 1, 0, tzinfo=UTC)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "email": st.none(),
            "phone": st.none(),
            "delay": st.sampled_from(["0s", "1h", "12h", "40d"]),
            "sample": st.sampled_from(["0%", "50%"]),
            "quiet_hours": st.just(NIGHT),
            "expires": st.sampled_from(["1h", "20d"]),
            "suppressed": st.sets(st.sampled_from(["email", "phone"])).map(frozenset),
            "reach": st.sampled_from([{}, {"sms": "phone"}]),
            "occurred_at": st.timedeltas(timedelta(days=-60), timedelta(days=1)).map(
                lambda ago: NOW + ago
            ),
            "trigger": st.just({"on": "purchase.completed", "where": {"vip": True}}),
            "properties": st.just({"vip": True}),
            "throttle": st.fixed_dictionaries(
                {
                    "days": st.integers(1, 30),
                    "when_hit": st.sampled_from(["skip", "defer", "replace"]),
                }
            ),
            "earlier": st.lists(
                st.builds(
                    earlier,
                    st.integers(-9, 9),
                    st.integers(-30, 30),
                    st.sampled_from(["waiting", "asked"]),
                ),
                max_size=3,
            ).map(tuple),
        },
    )
)
def test_every_ruling_has_a_documented_reason_and_a_sentence(overrides: dict[str, Any]) -> None:
    ruling = decided(**overrides)
    assert ruling.outcome in ("scheduled", "deferred", "skipped")
    assert ruling.reason in reason_codes()
    assert {step["reason"] for step in ruling.inputs.get("steps", [])} <= set(reason_codes())
    assert ruling.sentence.endswith(".")
    if ruling.outcome != "skipped":
        assert ruling.situation.channels
        assert ruling.until == ruling.situation.due_at >= NOW


@pytest.mark.parametrize("code", ["scheduled", "no_survey", "withdrawn_on", "failed", "too_old"])
def test_every_reason_has_a_meaning(code: str) -> None:
    assert reason_codes()[code].endswith(".")
