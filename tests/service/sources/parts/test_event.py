from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources import Unusable
from service.sources.parts.event import build, moment
from surveys.event import Customer
from tests.cast import NOW

SAME = datetime(2026, 11, 2, 9, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-02T09:30:12Z",
        "2026-11-02T16:30:12+07:00",
        "2026-11-02 09:30:12 UTC",
        "2026-11-02 16:30:12 +0700",
        1793611812,
        1793611812000,
        "1793611812",
        "1793611812000",
    ],
)
def test_it_reads_what_senders_write(written: object) -> None:
    assert moment(written, NOW) == SAME


ODD: list[object] = [None, True, "", "soon", "2026-11-02", "2026-11-02T09:30:12", "0000-01-01", {}]
ODD += [-1, 10**20, 1e9, "20261102", "1969-12-31T23:59:59Z", "2026-11-03T10:00:01Z", "9" * 13]
ODD += ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]


@pytest.mark.parametrize("written", ODD)
def test_what_is_no_time_is_none(written: object) -> None:
    assert moment(written, NOW) is None


def test_clocks_of_senders_may_run_a_day_ahead() -> None:
    ahead = NOW + timedelta(days=1)
    assert moment(ahead.isoformat(), NOW) == ahead


@given(st.one_of(st.text(), st.integers(), st.datetimes().map(str)))
def test_nothing_makes_it_stumble(written: object) -> None:
    found = moment(written, NOW)
    assert found is None or found.utcoffset() == timedelta(0)


def test_an_event_keeps_what_is_known_and_shows_what_could_not_be_read() -> None:
    properties = {"store": None, "amount": None, "product": "Cup"}
    event = build("order:1", "purchase.completed", SAME, Customer(), properties)
    assert event.properties == {"amount": None, "product": "Cup"}
    assert event.occurred_at == SAME


@pytest.mark.parametrize(
    ("key", "kind", "reason"),
    [
        ("x" * 256, "a.b", "id: "),
        ("1", "undotted", "type: write a dotted name"),
        ("", "a.b", "id:"),
    ],
)
def test_pieces_that_make_no_event_are_unusable(key: str, kind: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        build(key, kind, None, Customer(), {})
