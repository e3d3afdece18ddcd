"""Reads the query of /v1/scores, which the dashboard's addresses share."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from starlette.datastructures import QueryParams

from surveys.catalogue import Catalogue
from surveys.errors import FieldError, InvalidInput
from surveys.part import NAME
from surveys.periods import WEEKDAYS, Interval, Period
from surveys.scores import Question, Rate

KNOWN = (
    "survey", "from", "to", "interval", "week_start", "tz", "group_by", "where", "rate", "as_of",
)  # fmt: skip
CLOCKS_APART = timedelta(minutes=1)  # of our own machines
MOST_CONDITIONS = 10
DAYS = 30  # the span when the caller names none
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


async def question_of(
    query: Mapping[str, str],
    catalogue: Catalogue,
    default_zone: ZoneInfo,
    now: datetime,
    smallest: int = 1,
    more: Sequence[str] = (),
) -> Question:
    """The question; InvalidInput names the parameter and the remedy, NotFound the survey. `more`:
    parameters that somebody else reads."""
    check_known(query, (*KNOWN, *more))
    if not query.get("survey"):
        raise InvalidInput(FieldError("survey", "is missing: the survey's key"))
    zone = zone_of(query.get("tz"), default_zone)
    interval = query.get("interval") or "day"
    if interval not in get_args(Interval):
        raise InvalidInput(
            FieldError("interval", f"must be one of {', '.join(get_args(Interval))}")
        )
    as_of = _past(moment_of("as_of", query["as_of"], zone), now) if query.get("as_of") else None
    where = _every(query, "where")
    group_by, then_by = _groups(query.get("group_by"))
    question = Question(
        survey=await catalogue.by_key(query["survey"]),
        span=span_of(query, zone, as_of or now),
        interval=interval,  # type: ignore[arg-type]  # checked above
        zone=zone,
        group_by=group_by,
        where=where[0] if where else None,
        as_of=as_of,
        then_by=then_by,
        also=tuple(where[1:]),
        rate=one_of(query, "rate", get_args(Rate)) or "delivered",  # type: ignore[arg-type]  # the same
        week_start=_week_start(query.get("week_start")),
        smallest=smallest,
    )
    question.check()
    return question


def _every(query: Mapping[str, str], name: str) -> list[tuple[str, str]]:
    """Each PROPERTY:VALUE of a parameter that may be there several times."""
    found = query.getlist(name) if isinstance(query, QueryParams) else [query.get(name, "")]
    if len(found) > MOST_CONDITIONS:
        raise InvalidInput(FieldError(name, f"is there more than {MOST_CONDITIONS} times"))
    return [one for one in map(where_of, found) if one]


def _groups(text: str | None) -> tuple[str | None, str | None]:
    """One segment, or two with a comma."""
    first, *more = [*(text or "").split(",")]
    if len(more) > 1 or (more and not (first and more[0])):
        raise InvalidInput(FieldError("group_by", "write one segment, or two such as store,team"))
    return first or None, more[0] if more else None


def _week_start(text: str | None) -> int:
    """0 for Monday; of a locale what CLDR says of it."""
    if not text or text in WEEKDAYS:
        return WEEKDAYS.index(text or "monday")
    try:
        return Locale.parse(text.replace("_", "-"), sep="-").first_week_day
    except (ValueError, UnknownLocaleError) as error:
        remedy = "write a day such as sunday, or a locale such as ar-EG"
        raise InvalidInput(FieldError("week_start", remedy)) from error


def check_known(query: Mapping[str, str], known: Sequence[str]) -> None:
    """InvalidInput for a parameter that nobody would look at."""
    if unknown := sorted(set(query) - set(known)):
        raise InvalidInput(
            FieldError(unknown[0], f"is not a parameter; there are {', '.join(known)}")
        )


def one_of(query: Mapping[str, str], name: str, known: Sequence[str]) -> str | None:
    """The parameter's value, None when it is left out; InvalidInput when it is not a known one."""
    found = query.get(name) or None
    if found is not None and found not in known:
        raise InvalidInput(FieldError(name, f"must be one of {', '.join(known)}"))
    return found


def flag_of(query: Mapping[str, str], name: str) -> bool | None:
    """1 or 0, None when it is left out; InvalidInput for anything else."""
    text = query.get(name, "").lower()
    if text not in ("", "0", "1", "false", "true", "no", "yes"):
        raise InvalidInput(FieldError(name, "must be 1 or 0"))
    return text in ("1", "true", "yes") if text else None


def number_of(query: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    """A whole number, None when it is left out; InvalidInput for anything else."""
    text = query.get(name)
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high:
        return int(text)
    raise InvalidInput(FieldError(name, f"must be a whole number from {low} to {high}"))


def span_of(query: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Period:
    """From `from` up to `to`; by default the last 30 days up to the end of this hour."""
    end = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if query.get("to"):
        end = moment_of("to", query["to"], zone)
    start = end - timedelta(days=DAYS)
    if query.get("from"):
        start = moment_of("from", query["from"], zone)
    return Period(start, end)


def _past(as_of: datetime, now: datetime) -> datetime:
    if as_of > now + CLOCKS_APART:
        raise InvalidInput(FieldError("as_of", "lies in the future; nobody knows that yet"))
    return as_of


def moment_of(field: str, text: str, zone: ZoneInfo) -> datetime:
    """A date (midnight in `zone`) or an RFC 3339 time; InvalidInput for anything else."""
    try:
        if len(text) == 10:
            moment = datetime.combine(date.fromisoformat(text), time(), zone).astimezone(UTC)
        else:
            moment = datetime.fromisoformat(text.replace(" ", "+")).astimezone(UTC)
            if datetime.fromisoformat(text.replace(" ", "+")).tzinfo is None:
                raise ValueError("no zone")
    except (ValueError, OverflowError) as error:
        remedy = "write a date (2026-11-22) or a time with its zone (2026-11-22T09:30:00+07:00)"
        raise InvalidInput(FieldError(field, remedy)) from error
    if not EARLIEST <= moment <= LATEST:
        raise InvalidInput(FieldError(field, "must lie between 1990 and 2200"))
    return moment


def zone_of(name: str | None, default: ZoneInfo) -> ZoneInfo:
    """An IANA zone; InvalidInput for anything else."""
    if not name:
        return default
    if name not in _zones():
        raise InvalidInput(FieldError("tz", "is not an IANA time zone such as Asia/Jakarta"))
    return ZoneInfo(name)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def where_of(text: str | None, *, without: bool = False) -> tuple[str, str] | None:
    """PROPERTY:VALUE, None when it is left out; InvalidInput for anything else. PROPERTY: asks for
    those that have none, where there are any `without`."""
    if not text:
        return None
    name, colon, value = text.partition(":")
    if not re.fullmatch(NAME, name) or not (value or (colon and without)) or "\x00" in value:
        raise InvalidInput(FieldError("where", "write PROPERTY:VALUE, such as store:Jakarta"))
    return name, value
