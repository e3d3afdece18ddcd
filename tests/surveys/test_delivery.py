from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys.catalogue import Published
from surveys.delivery import (
    PATIENCE,
    RETRY_MINUTES,
    Due,
    Outcome,
    after_failure,
    first_reminders,
    retry_at,
)
from surveys.instant import from_micros, to_micros
from tests.cast import NOW, survey
from tests.surveys.strategies import moments

NIGHT = {"from": "21:00", "to": "08:00"}
DUE = Due(
    message_id=1,
    invitation_id=2,
    contact_id=3,
    attempts=1,
    channel="email",
    kind="first",
    survey=Published(4, 1, survey()),
    token="t",
    language="en",
    segments={},
    channels=("email", "sms", "whatsapp"),
    name="Ann",
    email="ann@example.com",
    phone="+6281200000001",
    timezone="Asia/Jakarta",
    state="waiting",
    due_at=NOW,
    expires_at=NOW + timedelta(days=28),
    suppressed=frozenset(),
)


def due(quiet_hours: Any = None, reminders: Any = None, **changes: Any) -> Due:
    asked = Published(4, 1, survey(quiet_hours=quiet_hours, reminders=reminders))
    return replace(DUE, survey=asked, **changes)


def again(found: Due, now: datetime = NOW, **more: Any) -> datetime | None:
    return retry_at(Outcome(found, "queued", **more), now, "UTC")


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, None),
        ({"state": "asked"}, None),
        ({"state": "answered"}, "withdrawn"),
        ({"state": "withdrawn"}, "withdrawn"),
        ({"state": "expired"}, "withdrawn"),
        ({"state": "failed"}, "withdrawn"),
        ({"expires_at": NOW}, "expired"),
        ({"expires_at": NOW + timedelta(microseconds=1)}, None),
        ({"suppressed": frozenset({"ann@example.com"})}, "suppressed"),
    ],
)
def test_what_stands_in_the_way_of_a_claimed_message(
    changes: dict[str, Any], state: str | None
) -> None:
    obstacle = due(**changes).obstacle(NOW, "UTC")
    assert (obstacle.state if obstacle else None) == state
    assert obstacle is None or obstacle.error


@pytest.mark.parametrize("attempts", range(1, len(RETRY_MINUTES) + 1))
def test_each_try_waits_longer_give_or_take_a_fifth(attempts: int) -> None:
    waits = {again(due(attempts=attempts, message_id=number)) for number in range(50)}
    minutes = timedelta(minutes=RETRY_MINUTES[attempts - 1])
    assert len(waits) > 40  # a crowd that was turned away does not come back all at once
    for moment in waits:
        assert moment is not None
        assert 0.8 * minutes <= moment - NOW <= 1.2 * minutes


def test_after_eight_more_tries_it_gives_up() -> None:
    assert again(due(attempts=8)) is not None
    assert again(due(attempts=9)) is None
    final = Outcome(due(attempts=9), "queued", error="450 busy").final(NOW, "UTC")
    assert (final.state, final.error) == ("failed", "gave up: 450 busy")


def test_the_last_try_comes_within_two_days_of_the_first() -> None:
    late = NOW + PATIENCE - timedelta(seconds=30)
    assert again(due(), late) is None
    assert again(due(), late - timedelta(minutes=2)) is not None


def test_a_reminder_has_its_own_patience() -> None:
    later = NOW + timedelta(days=3)
    assert again(due(kind="reminder"), later) is not None
    assert again(due(kind="fallback"), later) is None


def test_nothing_is_tried_when_the_survey_has_expired() -> None:
    for kind in ("first", "reminder"):
        assert again(due(kind=kind, expires_at=NOW + timedelta(seconds=30))) is None


def test_a_provider_may_ask_for_more_time_but_not_for_less() -> None:
    assert again(due(), wait_seconds=3600) == NOW + timedelta(hours=1)
    soon = again(due(), wait_seconds=1)
    assert soon is not None
    assert soon > NOW + timedelta(seconds=47)


def test_a_try_that_would_come_at_night_waits_for_the_morning() -> None:
    evening = datetime(2026, 11, 2, 13, 59, 30, tzinfo=UTC)  # 20:59 in Jakarta
    assert again(due(NIGHT), evening) == datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    utc = again(due(NIGHT, timezone=None), evening)
    assert utc is not None
    assert utc < evening + timedelta(minutes=2)


def test_an_outcome_that_is_not_to_be_tried_again_stays_what_it_is() -> None:
    for state in ("sent", "failed", "unknown"):
        outcome = Outcome(due(attempts=9), state)
        assert outcome.final(NOW, "UTC") is outcome
    outcome = Outcome(due(), "queued")
    assert outcome.final(NOW, "UTC") is outcome


@pytest.mark.parametrize(
    ("changes", "following"),
    [
        ({}, "sms"),
        ({"channel": "sms"}, "whatsapp"),
        ({"channel": "sms", "kind": "fallback"}, "whatsapp"),
        ({"channel": "whatsapp"}, None),
        ({"channel": "fax"}, None),
        ({"kind": "reminder"}, None),
        ({"expires_at": NOW}, None),
    ],
)
def test_the_next_channel_takes_over(changes: dict[str, Any], following: str | None) -> None:
    found = after_failure(due(**changes), NOW, "UTC")
    assert [row["channel"] for row in found] == ([following] if following else [])
    assert all(row["kind"] == "fallback" for row in found)
    assert all(row["due_at"] == to_micros(NOW) for row in found)


def test_the_next_channel_does_not_ring_at_night() -> None:
    night = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
    [row] = after_failure(due(NIGHT), night, "UTC")
    assert row["due_at"] == to_micros(datetime(2026, 11, 3, 1, 0, tzinfo=UTC))
    closed = due(NIGHT, expires_at=night + timedelta(hours=1))
    assert after_failure(closed, night, "UTC") == []


def test_reminders_follow_what_was_sent_on_its_channel() -> None:
    twice = [{"after": "2d"}, {"after": "5d"}]
    found = first_reminders(due(reminders=twice, channel="sms", kind="fallback"), NOW, "UTC")
    assert [row["due_at"] for row in found] == [
        to_micros(NOW + timedelta(days=days)) for days in (2, 5)
    ]
    assert {(row["channel"], row["kind"]) for row in found} == {("sms", "reminder")}


def test_no_reminder_follows_a_reminder_nor_comes_after_the_end() -> None:
    twice = [{"after": "2d"}, {"after": "5d"}]
    assert first_reminders(due(reminders=twice, kind="reminder"), NOW, "UTC") == []
    short = due(reminders=twice, expires_at=NOW + timedelta(days=4))
    assert len(first_reminders(short, NOW, "UTC")) == 1


@given(
    now=moments(2026, 2028),
    attempts=st.integers(1, 12),
    number=st.integers(1, 10**9),
    wait=st.none() | st.floats(0, 200_000),
    kind=st.sampled_from(["first", "fallback", "reminder"]),
    quiet=st.none() | st.just(NIGHT),
)
def test_another_try_is_always_later_by_day_and_before_the_end(
    now: datetime, attempts: int, number: int, wait: float | None, kind: str, quiet: Any
) -> None:
    found = due(quiet, attempts=attempts, message_id=number, kind=kind)
    moment = again(found, now, wait_seconds=wait)
    if moment is not None:
        assert moment > now
        assert moment < found.expires_at
        local = moment + timedelta(hours=7)
        assert quiet is None or 8 <= local.hour < 21


def test_what_is_claimed_in_the_quiet_hours_waits_for_their_end() -> None:
    night, morning = (datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((2, 15), (3, 1)))
    obstacle = due(NIGHT, attempts=12).obstacle(night, "UTC")
    assert obstacle is not None
    assert (obstacle.state, obstacle.until) == ("queued", morning)
    assert obstacle.final(night, "UTC") is obstacle
    assert retry_at(obstacle, night, "UTC") == morning
    assert due(NIGHT).obstacle(morning, "UTC") is None


def test_what_would_wait_beyond_the_end_of_its_survey_has_expired() -> None:
    night = datetime(2026, 11, 2, 15, tzinfo=UTC)
    found = due(NIGHT, expires_at=night + timedelta(hours=1)).obstacle(night, "UTC")
    assert found is not None
    assert found.state == "expired"


def test_a_failure_on_the_evening_before_quiet_days_is_tried_again_after_them() -> None:
    friday = datetime(2026, 11, 6, 16, 59, 50, tzinfo=UTC)  # ten seconds before Saturday in Jakarta
    quiet = {"days": ["sat", "sun"]}
    assert again(due(quiet, due_at=friday), friday) == datetime(2026, 11, 8, 17, tzinfo=UTC)


hours = st.tuples(st.times(), st.times()).filter(lambda pair: f"{pair[0]:%R}" != f"{pair[1]:%R}")
quiet_times = st.fixed_dictionaries(
    {"days": st.lists(st.sampled_from(["fri", "sat", "sun"]), min_size=1, unique=True)}
) | hours.map(lambda pair: {"from": f"{pair[0]:%H:%M}", "to": f"{pair[1]:%H:%M}", "days": ["sun"]})


@given(
    quiet=quiet_times,
    now=moments(2024, 2030),
    zone_name=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
    | st.sampled_from(["Asia/Jakarta", "Africa/Cairo", "America/Havana", "Pacific/Chatham"]),
    attempts=st.integers(1, 9),
    after=st.integers(1, 200),
)
def test_no_message_is_ever_due_inside_the_quiet_hours(
    quiet: dict[str, Any], now: datetime, zone_name: str, attempts: int, after: int
) -> None:
    reminders = [{"after": f"{after}h"}]
    found = due(quiet, reminders, attempts=attempts, timezone=zone_name, due_at=now)
    found = replace(found, expires_at=now + timedelta(days=60))
    obstacle = found.obstacle(now, "UTC")
    moments_due = [
        again(found, now),
        obstacle.until if obstacle else now,
        *(from_micros(row["due_at"]) for row in after_failure(found, now, "UTC")),
        *(from_micros(row["due_at"]) for row in first_reminders(found, now, "UTC")),
    ]
    assert len(moments_due) == 4
    for moment in moments_due:
        assume(moment is not None)
        assert moment is not None
        assert not is_quiet(quiet, moment.astimezone(ZoneInfo(zone_name)))


def is_quiet(quiet: dict[str, Any], local: datetime) -> bool:
    """Said once more in other words than the rule's."""
    if f"{local:%a}".lower() in quiet["days"]:
        return True
    if "from" not in quiet:
        return False
    start, end = time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"])
    clock = local.time()
    return start <= clock < end if start < end else not end <= clock < start


def test_a_reminder_may_follow_on_some_channels_only() -> None:
    both = [{"after": "5d"}, {"after": "2d", "channels": "email"}]
    days = {
        channel: [
            (from_micros(row["due_at"]) - NOW).days
            for row in first_reminders(due(reminders=both, channel=channel), NOW, "UTC")
        ]
        for channel in ("email", "sms")
    }
    assert days == {"email": [2, 5], "sms": [5]}


@pytest.mark.parametrize(
    ("changes", "ended"),
    [
        ({"opened": True}, True),
        ({"opened": False}, False),
        ({"opened": True, "number": 1}, False),  # the second comes all the same
        ({"opened": True, "number": 9}, False),
    ],
)
def test_a_reminder_may_spare_whoever_opened_the_page(changes: dict[str, Any], ended: bool) -> None:
    reminders = [{"after": "5d"}, {"after": "2d", "unless": "opened"}]
    obstacle = due(reminders=reminders, kind="reminder", **changes).obstacle(NOW, "UTC")
    assert (obstacle is not None) is ended
    assert obstacle is None or obstacle.state == "withdrawn"
