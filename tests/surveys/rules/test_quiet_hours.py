from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from surveys.quiet_hours import WEEK, QuietHours
from surveys.rules.quiet_hours import apply, end_of_quiet, zone
from surveys.situation import Change
from tests.surveys.rules.cast import situation
from tests.surveys.strategies import moments

NIGHT = {"from": "21:00", "to": "08:00"}
BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
LORD_HOWE = "Australia/Lord_Howe"  # puts the clock forward by half an hour


def end(start: str, stop: str, zone_name: str, local: str) -> str:
    """The end of the quiet hours on the clock of `zone_name`, with its offset."""
    quiet = QuietHours.model_validate({"from": start, "to": stop})
    moment = datetime.fromisoformat(local).astimezone(UTC)
    local_zone = ZoneInfo(zone_name)
    return end_of_quiet(quiet, local_zone, moment).astimezone(local_zone).isoformat("T", "minutes")


@pytest.mark.parametrize(
    ("start", "stop", "asked", "answered"),
    [
        ("21:00", "08:00", "2026-11-02T20:59+07:00", "2026-11-02T20:59+07:00"),
        ("21:00", "08:00", "2026-11-02T21:00+07:00", "2026-11-03T08:00+07:00"),
        ("21:00", "08:00", "2026-11-02T23:59+07:00", "2026-11-03T08:00+07:00"),
        ("21:00", "08:00", "2026-11-03T00:00+07:00", "2026-11-03T08:00+07:00"),
        ("21:00", "08:00", "2026-11-03T07:59+07:00", "2026-11-03T08:00+07:00"),
        ("21:00", "08:00", "2026-11-03T08:00+07:00", "2026-11-03T08:00+07:00"),
        ("12:00", "14:00", "2026-11-02T12:30+07:00", "2026-11-02T14:00+07:00"),
        ("12:00", "14:00", "2026-11-02T14:00+07:00", "2026-11-02T14:00+07:00"),
        ("00:00", "07:00", "2026-11-02T00:00+07:00", "2026-11-02T07:00+07:00"),
        ("20:00", "00:00", "2026-11-02T20:30+07:00", "2026-11-03T00:00+07:00"),
    ],
)
def test_a_message_waits_for_the_end_of_the_quiet_hours(
    start: str, stop: str, asked: str, answered: str
) -> None:
    assert end(start, stop, "Asia/Jakarta", asked) == answered


@pytest.mark.parametrize(
    ("zone_name", "stop", "asked", "answered"),
    [
        # the night of the change has one hour less, or more; the morning comes by the clock
        (BERLIN, "08:00", "2026-03-28T23:00+01:00", "2026-03-29T08:00+02:00"),
        (BERLIN, "08:00", "2026-10-24T23:00+02:00", "2026-10-25T08:00+01:00"),
        (NEW_YORK, "08:00", "2026-03-07T23:00-05:00", "2026-03-08T08:00-04:00"),
        (NEW_YORK, "08:00", "2026-10-31T23:00-04:00", "2026-11-01T08:00-05:00"),
        (LORD_HOWE, "08:00", "2026-10-03T23:00+10:30", "2026-10-04T08:00+11:00"),
        (LORD_HOWE, "08:00", "2026-04-04T23:00+11:00", "2026-04-05T08:00+10:30"),
        # an end that does not exist that morning
        (BERLIN, "02:30", "2026-03-29T01:00+01:00", "2026-03-29T03:30+02:00"),
        (NEW_YORK, "02:30", "2026-03-08T01:00-05:00", "2026-03-08T03:30-04:00"),
        (LORD_HOWE, "02:15", "2026-10-04T01:00+10:30", "2026-10-04T02:45+11:00"),
        # an end that comes twice: the first that is still ahead
        (BERLIN, "02:30", "2026-10-25T01:00+02:00", "2026-10-25T02:30+02:00"),
        (BERLIN, "02:30", "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"),
        (NEW_YORK, "01:30", "2026-11-01T00:30-04:00", "2026-11-01T01:30-04:00"),
        (NEW_YORK, "01:30", "2026-11-01T01:10-05:00", "2026-11-01T01:30-05:00"),
        (LORD_HOWE, "01:45", "2026-04-05T01:40+11:00", "2026-04-05T01:45+11:00"),
        (LORD_HOWE, "01:45", "2026-04-05T01:40+10:30", "2026-04-05T01:45+10:30"),
    ],
)
def test_the_wall_clock_decides_when_summer_time_begins_or_ends(
    zone_name: str, stop: str, asked: str, answered: str
) -> None:
    assert end("21:00", stop, zone_name, asked) == answered


@pytest.mark.parametrize(
    ("quiet", "asked", "answered"),
    [
        ({"days": ["sun"]}, "2026-11-07T23:59+07:00", "2026-11-07T23:59+07:00"),
        ({"days": ["sun"]}, "2026-11-08T00:00+07:00", "2026-11-09T00:00+07:00"),
        ({"days": ["sun"]}, "2026-11-08T23:59+07:00", "2026-11-09T00:00+07:00"),
        ({"days": ["sat", "sun"]}, "2026-11-07T10:00+07:00", "2026-11-09T00:00+07:00"),
        (NIGHT | {"days": ["sun"]}, "2026-11-08T10:00+07:00", "2026-11-09T08:00+07:00"),
        (NIGHT | {"days": ["sun"]}, "2026-11-07T22:00+07:00", "2026-11-09T08:00+07:00"),
        (NIGHT | {"days": ["sun"]}, "2026-11-09T22:00+07:00", "2026-11-10T08:00+07:00"),
    ],
)
def test_a_quiet_day_is_quiet_from_midnight_to_midnight(
    quiet: dict[str, Any], asked: str, answered: str
) -> None:
    moment = datetime.fromisoformat(asked).astimezone(UTC)
    found = end_of_quiet(QuietHours.model_validate(quiet), ZoneInfo("Asia/Jakarta"), moment)
    assert found == datetime.fromisoformat(answered)


@pytest.mark.parametrize(
    ("zone_name", "asked", "answered"),
    [
        # Cairo's Fridays of 2026 begin at one o'clock when summer time does; Havana's Sunday has
        # its first hour twice
        ("Africa/Cairo", "2026-04-23T12:00+02:00", "2026-04-24T01:00+03:00"),
        ("America/Havana", "2026-10-31T12:00-04:00", "2026-11-01T00:00-04:00"),
    ],
)
def test_a_midnight_that_is_missing_or_comes_twice_ends_a_quiet_day(
    zone_name: str, asked: str, answered: str
) -> None:
    moment = datetime.fromisoformat(asked).astimezone(UTC)
    local_zone = ZoneInfo(zone_name)
    day = f"{moment.astimezone(local_zone):%a}".lower()
    found = end_of_quiet(QuietHours.model_validate({"days": day}), local_zone, moment)
    assert found == datetime.fromisoformat(answered)


def test_a_quiet_day_is_named() -> None:
    sunday = datetime(2026, 11, 8, 5, 0, tzinfo=UTC)
    verdict = apply(situation(quiet_hours={"days": ["sun"]}, due_at=sunday))
    assert isinstance(verdict, Change)
    assert verdict.sentence == (
        "It is Sunday in Asia/Jakarta; the message waits until 2026-11-08 17:00 UTC."
    )


clocks = st.times().map(lambda clock: time(clock.hour, clock.minute))
quiet_days = st.lists(st.sampled_from(WEEK), unique=True, max_size=6)


@given(
    start=clocks,
    stop=clocks,
    days=quiet_days,
    moment=moments(2024, 2030),
    zone_name=st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, "Asia/Kathmandu", "America/Sao_Paulo"])
    | st.sampled_from(sorted(available_timezones())),
)
@example(time(3, 15), time(2, 45), [], datetime(2026, 3, 29, 0, 0, tzinfo=UTC), BERLIN)
@example(time(2, 45), time(2, 15), [], datetime(2026, 10, 25, 0, 30, tzinfo=UTC), BERLIN)
@example(time(21), time(8), ["fri"], datetime(2011, 12, 30, 9, 0, tzinfo=UTC), "Pacific/Apia")
def test_it_never_ends_inside_the_quiet_hours_nor_earlier_than_asked(
    start: time, stop: time, days: Any, moment: datetime, zone_name: str
) -> None:
    assume(start != stop)
    quiet = QuietHours(start=start, end=stop, days=days)
    local_zone = ZoneInfo(zone_name)
    found = end_of_quiet(quiet, local_zone, moment)
    clock = found.astimezone(local_zone).time()
    assert WEEK[found.astimezone(local_zone).weekday()] not in days
    assert not (start <= clock < stop if start < stop else clock >= start or clock < stop)
    assert moment <= found <= moment + timedelta(days=len(days) + 1, hours=26)
    assert found.tzinfo is UTC
    assert end_of_quiet(quiet, local_zone, found) == found


def test_a_survey_without_quiet_hours_sends_at_any_time() -> None:
    assert apply(situation()) is None


def test_it_moves_the_message_to_the_morning_and_says_why() -> None:
    asked = situation(
        quiet_hours=NIGHT, due_at=datetime(2026, 11, 2, 15, 0, tzinfo=UTC), timezone="Asia/Jakarta"
    )
    verdict = apply(asked)
    assert isinstance(verdict, Change)
    assert verdict.situation.due_at == datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    assert verdict.deferred
    assert verdict.reason == "quiet_hours"
    assert verdict.sentence == (
        "It is between 21:00 and 08:00 in Asia/Jakarta; "
        "the message waits until 2026-11-03 01:00 UTC."
    )


def test_by_day_nothing_changes() -> None:
    asked = situation(quiet_hours=NIGHT, timezone="Asia/Jakarta")
    assert apply(asked) is None


@pytest.mark.parametrize("timezone", [None, "", "Mars/Base", "Asia", "../etc/passwd", "\x00", "é"])
def test_without_a_zone_the_default_counts_and_is_named(timezone: str | None) -> None:
    asked = situation(
        quiet_hours=NIGHT,
        due_at=datetime(2026, 11, 2, 23, 0, tzinfo=UTC),
        timezone=timezone,
        default_timezone=BERLIN,
    )
    verdict = apply(asked)
    assert isinstance(verdict, Change)
    assert BERLIN in verdict.sentence
    assert verdict.inputs == {"timezone": BERLIN}


@given(st.text(max_size=80))
def test_any_text_names_a_zone_or_stands_for_the_default(name: str) -> None:
    assert zone(name, BERLIN).key in {name, BERLIN}
