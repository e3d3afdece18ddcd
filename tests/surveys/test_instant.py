from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instant import EPOCH, HOUR_MICROS, from_micros, hour_of, to_micros


@given(st.datetimes(timezones=st.timezones()))
def test_it_gives_back_the_moment_that_went_in(moment: datetime) -> None:
    try:
        same = moment.astimezone(UTC)
    except OverflowError:  # within a day of year 1 or 9999
        return
    assert from_micros(to_micros(moment)) == same


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 11, 2))  # noqa: DTZ001


@given(st.integers(-(2**50), 2**50))
def test_an_hour_begins_at_or_before_its_moments(micros: int) -> None:
    assert 0 <= micros - hour_of(micros) < HOUR_MICROS
    assert (from_micros(hour_of(micros)) - EPOCH) % timedelta(hours=1) == timedelta()
