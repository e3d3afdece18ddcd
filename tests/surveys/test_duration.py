from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.duration import UNITS, parse, write


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("0s", timedelta()),
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("1h", timedelta(hours=1)),
        ("3d", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
        (" 5d ", timedelta(days=5)),
    ],
)
def test_it_reads_what_people_write(text: str, duration: timedelta) -> None:
    assert parse(text) == duration


@pytest.mark.parametrize(
    "text", ["", "1", "h", "-1h", "1.5h", "1h30m", "1 h", "1y", "1H", "99999w", 3600, None, True]
)
def test_it_refuses_anything_else(text: object) -> None:
    with pytest.raises(ValueError, match=r"whole number and a unit|ten years"):
        parse(text)


@given(st.integers(0, 5000), st.sampled_from(sorted(UNITS)))
def test_it_reads_back_what_it_writes(number: int, unit: str) -> None:
    try:
        duration = parse(f"{number}{unit}")
    except ValueError:
        assert timedelta(**{UNITS[unit]: number}) > timedelta(days=3660)
    else:
        assert parse(write(duration)) == duration


def test_it_writes_the_largest_unit_that_fits() -> None:
    seconds = [0, 59, 60, 5400, 7200, 86400, 604800]
    written = [write(timedelta(seconds=n)) for n in seconds]
    assert written == ["0s", "59s", "1m", "90m", "2h", "1d", "1w"]
