"""Numbers and times as a language writes them. Figures keep their exact value in <data value>."""

import json
import re
from datetime import datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_datetime_format,
)
from babel.numbers import format_decimal
from markupsafe import Markup

from service.languages import direction
from surveys.periods import Interval

LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
FIGURE = re.compile(r'<data value="([^"]*)">.*?</data>')
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
NOTHING = "\N{EN DASH}"  # stands for a figure that does not exist: no answers is not 0


def whole(language: str, value: int) -> Markup:
    """1,234 (English), 1.234 (Indonesian)."""
    return _data(value, _decimal(language, value, "#,##0"))


def tenths(language: str, value: float | None) -> Markup:
    """41.7, and the exact value for whoever reads the page's source."""
    return Markup(NOTHING) if value is None else _data(value, plain(language, value))


def percent(language: str, value: float | None) -> Markup:
    """41.7% (English), 41,7 % (German); `value` is in percent already."""
    return Markup(NOTHING) if value is None else _data(value, plain_percent(language, value))


def signed(language: str, value: float) -> Markup:
    """+3.2 or -3.2."""
    return _data(value, _decimal(language, value, "+#,##0.0;-#,##0.0"))


def plain(language: str, value: float | None) -> str:
    """41.7, where there can be no markup."""
    return NOTHING if value is None else _decimal(language, value, "#,##0.0")


def plain_percent(language: str, value: float) -> str:
    """41.7%, where there can be no markup."""
    _, after = _locale(language).percent_formats[None].suffix
    return plain(language, value) + str(after)


def period(language: str, start: datetime, end: datetime, interval: Interval) -> str:
    """The name of a period, `end` not included; both in the zone of the people who read it."""
    if interval == "hour":
        day = format_skeleton("MMMd", start, tzinfo=start.tzinfo, locale=_locale(language))
        return _at(language, day, start)
    return days(language, start, end)


def days(language: str, start: datetime, end: datetime) -> str:
    """27 Oct - 2 Nov 2026, the days from `start` up to, not including, `end`."""
    last = end - timedelta(microseconds=1)
    return format_interval(start.date(), last.date(), "yMMMd", locale=_locale(language))


def tick(language: str, start: datetime, interval: Interval) -> str:
    """The same, so short that it fits under an axis."""
    locale = _locale(language)
    if interval == "hour" and start.hour:
        return format_time(start, "short", tzinfo=start.tzinfo, locale=locale)
    skeleton = {"month": "yMMM", "quarter": "yQQQ", "year": "y"}.get(interval, "MMMd")
    return format_skeleton(skeleton, start, tzinfo=start.tzinfo, locale=locale)


@lru_cache(maxsize=1024)
def clock(language: str, hour: int) -> str:
    """14:00, or 2:00 PM."""
    return str(format_time(time(hour), "short", locale=_locale(language)))


def moment(language: str, at: datetime) -> str:
    """27 Oct 2026, 14:05, in the zone that `at` has."""
    return _at(language, format_date(at.date(), "medium", locale=_locale(language)), at)


def _at(language: str, day: str, moment: datetime) -> str:
    """A day and the time of it, put together as the language does."""
    at = format_time(moment, "short", tzinfo=moment.tzinfo, locale=_locale(language))
    return str(get_datetime_format("medium", _locale(language))).format(at, day)


def exact(text: str | Markup) -> str | float | None:
    """What stands behind what was written here: figures with all their digits."""
    if not isinstance(text, Markup):
        return text
    said = Markup(FIGURE.sub(r"\1", text)).striptags()
    if FIGURE.search(text) and NUMBER.fullmatch(said):
        number: float = json.loads(said)
        return number
    return None if said == NOTHING else said


def _data(value: float, text: str) -> Markup:
    return Markup('<data value="{}">{}</data>').format(value, text)


@lru_cache(maxsize=4096)
def _decimal(language: str, value: float, pattern: str) -> str:
    written = format_decimal(value, pattern, locale=_locale(language))
    # from right to left a sign would else stand behind its number
    signed = direction(language) == "rtl" and not written[0].isdigit()
    return LEFT_TO_RIGHT + written if signed else written


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
