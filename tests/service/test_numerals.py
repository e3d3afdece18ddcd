from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup

from service.numerals import (
    clock,
    days,
    exact,
    moment,
    percent,
    period,
    plain,
    signed,
    tenths,
    tick,
    whole,
)

AT = datetime(2026, 10, 31, 14, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def test_it_writes_numbers_as_the_language_does_and_keeps_their_value() -> None:
    assert whole("en", 12345) == '<data value="12345">12,345</data>'
    assert whole("id", 12345) == '<data value="12345">12.345</data>'
    assert tenths("en", -41.6667) == '<data value="-41.6667">-41.7</data>'
    assert percent("id", 41.6667) == '<data value="41.6667">41,7%</data>'
    assert percent("de", 41.6667) == '<data value="41.6667">41,7\xa0%</data>'
    assert signed("id", 3.24) == '<data value="3.24">+3,2</data>'
    assert signed("en", -3.24) == '<data value="-3.24">-3.2</data>'
    assert plain("fr", 12345.6) == "12\u202f345,6"
    assert plain("hi", 12345.6) == "12,345.6"


def test_a_sign_stays_before_its_number_from_right_to_left() -> None:
    assert plain("ar", -41.6) == "\u200e-41.6"
    assert plain("ar", 41.6) == "41.6"


def test_it_never_calls_nothing_zero() -> None:
    assert tenths("en", None) == "\N{EN DASH}"
    assert plain("en", None) == percent("en", None) == "\N{EN DASH}"
    assert tenths("en", 0.0) == '<data value="0.0">0.0</data>'


@pytest.mark.parametrize(
    ("interval", "length", "english", "indonesian"),
    [
        ("day", DAY, "Oct 31, 2026", "31 Okt 2026"),
        (
            "week",
            7 * DAY,
            "Oct 31\u2009\u2013\u2009Nov 6, 2026",
            "31 Okt\u2009\u2013\u20096 Nov 2026",
        ),
        ("hour", DAY / 24, "Oct 31, 2:00\u202fPM", "31 Okt 14.00"),
    ],
)
def test_it_names_periods(interval, length, english: str, indonesian: str) -> None:
    start = AT.replace(hour=14 if interval == "hour" else 0, minute=0)

    assert period("en", start, start + length, interval) == english
    assert period("id", start, start + length, interval) == indonesian


def test_a_span_ends_with_the_last_day_that_is_in_it() -> None:
    assert days("en", AT, AT + DAY / 24) == "Oct 31, 2026"


def test_it_is_short_under_an_axis() -> None:
    assert tick("id", AT.replace(day=1), "month") == "Okt 2026"
    assert tick("en", AT, "day") == "Oct 31"
    assert tick("en", AT, "hour") == "2:05\u202fPM"


def test_it_tells_a_moment_to_the_minute() -> None:
    assert moment("id", AT) == "31 Okt 2026 14.05"
    assert moment("zh", AT) == "2026年10月31日 14:05"


def test_it_reads_back_what_it_wrote_with_every_digit() -> None:
    written = [whole("id", 12345), signed("en", -3.24), tenths("de", 0.5), tenths("en", None)]
    assert [exact(one) for one in written] == [12345, -3.24, 0.5, None]
    link = Markup('<a href="/lists/responses?a=1&amp;b=2">{}</a>').format(whole("en", 7))
    assert exact(link) == 7
    sure = Markup("{} to {}").format(tenths("en", -0.25), tenths("en", 3.125))
    assert exact(sure) == "-0.25 to 3.125"
    assert exact("007") == "007"
    assert exact(Markup("<a href='/x'>1e999</a>")) == "1e999"  # somebody's word
    assert exact('<data value="1">2</data>') == '<data value="1">2</data>'


def test_it_tells_the_time_of_day_as_the_language_does() -> None:
    assert [clock(one, 14) for one in ("en", "id", "de")] == ["2:00\u202fPM", "14.00", "14:00"]
