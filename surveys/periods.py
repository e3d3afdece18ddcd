"""Cuts a span of time into hours, days, weeks, months, quarters or years of any time zone. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from surveys.errors import FieldError, InvalidInput
from surveys.instant import HOUR_MICROS, to_micros

Interval = Literal["hour", "day", "week", "month", "quarter", "year", "none"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_PERIODS = 10_000


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end`; both UTC."""

    start: datetime
    end: datetime

    @property
    def on_the_hour(self) -> bool:
        """Whether hourly counts can answer for it."""
        return not (to_micros(self.start) % HOUR_MICROS or to_micros(self.end) % HOUR_MICROS)


def cut(span: Period, interval: Interval, zone: ZoneInfo, week_start: int = 0) -> list[Period]:
    """The periods of `span`; the first and last are cut off where the span begins and ends.

    Days and longer periods begin at the zone's midnight, so a day may have 23 or 25 hours; weeks on
    the day `week_start` (0: Monday). Raises InvalidInput for more than 10,000 periods.
    """
    if interval == "none":
        return [span]
    periods = []
    edges = _edges(span.start.astimezone(zone), interval, zone, week_start)
    start = next(edges)
    while start < span.end:
        end = next(edges)
        if end > span.start:
            periods.append(Period(max(start, span.start), min(end, span.end)))
        start = end
        if len(periods) > MOST_PERIODS:
            raise InvalidInput(
                FieldError("interval", f"more than {MOST_PERIODS} periods; widen it")
            )
    return periods


def _edges(
    local: datetime, interval: Interval, zone: ZoneInfo, week_start: int
) -> Iterator[datetime]:
    if interval == "hour":
        edge = local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
        while True:
            yield edge
            edge += timedelta(hours=1)
    day = _first_day(local.date(), interval, week_start)
    while True:
        yield datetime.combine(day, time(), zone).astimezone(UTC)
        day = _next_day(day, interval)


def _first_day(day: date, interval: Interval, week_start: int) -> date:
    if interval == "week":
        return day - timedelta(days=(day.weekday() - week_start) % 7)
    if interval in MONTHS:
        return day.replace(month=day.month - (day.month - 1) % MONTHS[interval], day=1)
    return day


def _next_day(day: date, interval: Interval) -> date:
    if interval in MONTHS:
        years, month = divmod(day.month - 1 + MONTHS[interval], 12)
        return day.replace(year=day.year + years, month=month + 1)
    return day + timedelta(days=7 if interval == "week" else 1)
