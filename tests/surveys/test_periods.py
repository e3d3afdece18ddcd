from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import InvalidInput
from surveys.periods import Interval, Period, cut
from tests.surveys.strategies import moments

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Havana",  # its clock changes at midnight
    "Pacific/Apia",  # had no 30 December 2011
]


def span(start: str, end: str) -> Period:
    return Period(*(datetime.fromisoformat(text).astimezone(UTC) for text in (start, end)))


def starts(found: Period, interval: Interval, zone: str) -> list[str]:
    return [
        period.start.astimezone(ZoneInfo(zone)).isoformat("T", "minutes")
        for period in cut(found, interval, ZoneInfo(zone))
    ]


@pytest.mark.parametrize(
    ("interval", "zone", "begin", "end", "expected"),
    [
        (
            "day",
            "Asia/Kolkata",
            "2026-11-01T12:00+05:30",
            "2026-11-03T00:00+05:30",
            ["2026-11-01T12:00+05:30", "2026-11-02T00:00+05:30"],
        ),
        (
            "week",
            "UTC",
            "2026-11-01T00:00Z",
            "2026-11-10T00:00Z",
            ["2026-11-01T00:00+00:00", "2026-11-02T00:00+00:00", "2026-11-09T00:00+00:00"],
        ),
        (
            "month",
            "Europe/Berlin",
            "2026-01-31T00:00+01:00",
            "2026-04-01T00:00+02:00",
            ["2026-01-31T00:00+01:00", "2026-02-01T00:00+01:00", "2026-03-01T00:00+01:00"],
        ),
        (
            "hour",
            "Europe/Berlin",
            "2026-10-25T01:00+02:00",
            "2026-10-25T03:00+01:00",
            ["2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"],
        ),
        (
            "hour",
            "Asia/Kathmandu",
            "2026-11-01T00:10+05:45",
            "2026-11-01T02:00+05:45",
            ["2026-11-01T00:10+05:45", "2026-11-01T01:00+05:45"],
        ),
        (
            "day",
            "America/Havana",
            "2026-03-07T00:00-05:00",
            "2026-03-09T00:00-04:00",
            ["2026-03-07T00:00-05:00", "2026-03-08T01:00-04:00"],
        ),
        (
            "none",
            "UTC",
            "2026-01-01T00:00Z",
            "2026-12-31T12:34Z",
            ["2026-01-01T00:00+00:00"],
        ),
    ],
)
def test_periods_begin_where_the_calendar_of_the_zone_says(
    interval: Interval, zone: str, begin: str, end: str, expected: list[str]
) -> None:
    assert starts(span(begin, end), interval, zone) == expected


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_has_as_many_hours_as_it_has(day: str, hours: int) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime.fromisoformat(day).replace(tzinfo=zone)
    around = Period(start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC))
    [whole] = cut(around, "day", zone)
    assert whole.end - whole.start == timedelta(hours=hours)
    assert len(cut(around, "hour", zone)) == hours


@given(
    start=moments(1995, 2090),
    length=st.timedeltas(timedelta(microseconds=1), timedelta(days=400)),
    interval=st.sampled_from(get_args(Interval)),
    zone=st.sampled_from(ZONES),
    week_start=st.integers(0, 6),
)
def test_periods_cover_the_span_without_gap_or_overlap(
    start: datetime, length: timedelta, interval: Interval, zone: str, week_start: int
) -> None:
    periods = cut(Period(start, start + length), interval, ZoneInfo(zone), week_start)
    assert periods[0].start == start
    assert periods[-1].end == start + length
    assert all(period.start < period.end for period in periods)
    assert all(a.end == b.start for a, b in pairwise(periods))


def test_more_than_ten_thousand_periods_are_refused() -> None:
    year = span("2025-01-01T00:00Z", "2026-01-01T00:00Z")
    assert len(cut(year, "hour", ZoneInfo("UTC"))) == 8760
    with pytest.raises(InvalidInput, match="interval"):
        cut(span("2024-01-01T00:00Z", "2026-01-01T00:00Z"), "hour", ZoneInfo("UTC"))


def test_hourly_counts_answer_for_whole_utc_hours_only() -> None:
    assert span("2026-11-01T00:00Z", "2026-11-02T00:00Z").on_the_hour
    assert not span("2026-11-01T00:00+05:30", "2026-11-02T00:00Z").on_the_hour
    assert not span("2026-11-01T00:00Z", "2026-11-02T00:00:00.000001Z").on_the_hour


@pytest.mark.parametrize(
    ("week_start", "first"), [(0, "2026-11-02"), (5, "2026-10-31"), (6, "2026-11-01")]
)
def test_a_week_begins_on_the_day_that_is_asked_for(week_start: int, first: str) -> None:
    around = span("2026-10-20T00:00Z", "2026-11-05T00:00Z")
    last = cut(around, "week", ZoneInfo("UTC"), week_start)[-1]
    assert f"{last.start:%Y-%m-%d}" == first


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("quarter", ["2025-11-15", "2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]),
        ("year", ["2025-11-15", "2026-01-01"]),
    ],
)
def test_quarters_and_years_begin_with_their_first_month(
    interval: Interval, expected: list[str]
) -> None:
    around = span("2025-11-15T00:00-05:00", "2026-12-31T00:00-05:00")
    found = starts(around, interval, "America/New_York")
    assert [text[:10] for text in found] == expected
    assert {text[11:16] for text in found} == {"00:00"}
