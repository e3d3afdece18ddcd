import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.database import Database
from surveys.errors import InvalidInput
from surveys.event import EventBody, parse
from surveys.inbox import Arrival, accept
from surveys.instant import HOW_TO_WRITE_TIMES
from tests.cast import NOW, empty, rows

MINIMAL = {"id": "order-1", "type": "purchase.completed"}


def one(**fields: Any) -> EventBody:
    [event], _ = parse(json.dumps({**MINIMAL, **fields}).encode(), NOW)
    return event


def refusal(body: bytes) -> list[str]:
    """The fields that are named when `body` is refused."""
    with pytest.raises(InvalidInput) as refused:
        parse(body, NOW)
    assert all(error.message for error in refused.value.errors)
    return [error.field for error in refused.value.errors]


def wrong(**fields: Any) -> list[str]:
    return refusal(json.dumps({**MINIMAL, **fields}).encode())


def test_it_reads_an_event() -> None:
    event = one(
        occurred_at="2026-11-02T09:30:00+07:00",
        customer={"id": 17, "email": "ann@example.com", "name": "Ann"},
        properties={"amount": 12.5, "items": [{"sku": "a"}]},
    )
    assert event.occurred_at == datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
    assert event.customer.id == "17"
    assert event.properties == {"amount": 12.5, "items": [{"sku": "a"}]}


def test_only_id_and_type_are_needed() -> None:
    event = one()
    assert (event.occurred_at, event.properties) == (None, {})


def test_it_reads_an_array_and_says_so() -> None:
    body = b" \n" + json.dumps([MINIMAL, {**MINIMAL, "id": 2}]).encode()
    events, many = parse(body, NOW)
    assert [event.id for event in events] == ["order-1", "2"]
    assert many
    assert parse(json.dumps(MINIMAL).encode(), NOW)[1] is False


def test_it_takes_a_thousand_events_at_once_and_no_more() -> None:
    assert len(parse(json.dumps([MINIMAL] * 1000).encode(), NOW)[0]) == 1000
    assert refusal(json.dumps([MINIMAL] * 1001).encode()) == ["body"]


@pytest.mark.parametrize("body", [b"", b" ", b"null", b"[]", b'"x"', b"{", b"{}", b"12", b"[[]]"])
def test_it_refuses_what_is_no_event(body: bytes) -> None:
    assert refusal(body)


WRAPPED = b'{"id":"1","type":"a.b","properties":{"x":%s}}'


@pytest.mark.parametrize(
    "value",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"9" * 5000,
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e999",
        b"-1E+0999",
        b"9" * 300 + b"e9",
        b"9" * 400 + b".0",
        rb'"\u0000"',
        rb'{"\u0000":1}',
        rb'[[{"a":"b\u0000"}]]',
        rb'"\ud800"',
        rb'"\udc00\ud800"',
        b'"\x00"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
    ],
    ids=lambda value: f"{value[:12]!r}",
)
def test_it_refuses_what_no_database_can_keep(value: bytes) -> None:
    assert refusal(WRAPPED % value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_it_reads_utf_8_only(encoding: str) -> None:
    assert refusal(json.dumps({**MINIMAL, "id": "größe"}, ensure_ascii=False).encode(encoding))


def test_of_a_repeated_key_none_counts() -> None:
    assert refusal(b'{"id":"1","id":"2","type":"a.b"}') == ["id"]


@pytest.mark.parametrize(
    "wrong_time",
    [
        *("yesterday", "", "2026-11-02", "2026-11-02T09:30:00", "2026-13-02T09:30:00Z"),
        *(1_793_000_000, "1793000000", True, [], {}),
    ],
)
def test_whoever_writes_a_time_wrongly_is_shown_a_right_one(wrong_time: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(json.dumps({**MINIMAL, "occurred_at": wrong_time}).encode(), NOW)
    [error] = refused.value.errors
    assert (error.field, error.message) == ("occurred_at", HOW_TO_WRITE_TIMES)
    assert one(occurred_at=HOW_TO_WRITE_TIMES.split()[-1].replace("11-22", "11-01")).occurred_at


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"id": None}, "id"),
        ({"id": ""}, "id"),
        ({"id": True}, "id"),
        ({"id": 1.5}, "id"),
        ({"id": "x" * 256}, "id"),
        ({"id": "a\x00b"}, "id"),
        ({"type": "purchase"}, "type"),
        ({"type": "a..b"}, "type"),
        ({"type": "a.b " + "c" * 300}, "type"),
        ({"occurred_at": "2026-11-02T09:30:00"}, "occurred_at"),
        ({"occurred_at": "2026-11-02"}, "occurred_at"),
        ({"occurred_at": "0000-01-01T00:00:00Z"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": "1969-12-31T23:59:59Z"}, "occurred_at"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": 1_793_000_000}, "occurred_at"),
        ({"occurred_at": 10**20}, "occurred_at"),
        ({"occurred_at": "2026-11-03T10:00:01Z"}, "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "occurred_at"),
        ({"customer": "ann@example.com"}, "customer"),
        ({"customer": {"mail": "ann@example.com"}}, "customer.mail"),
        ({"customer": {"email": 1}}, "customer.email"),
        ({"customer": {"name": "x" * 201}}, "customer.name"),
        ({"customer": {"name": "a\x00b"}}, "customer.name"),
        ({"properties": []}, "properties"),
        ({"properties": {"a": [{"b": "\x00"}]}}, "properties.a[0].b"),
        ({"survey": "nps"}, "survey"),
    ],
)
def test_it_names_the_field_that_is_wrong(fields: dict[str, Any], named: str) -> None:
    assert wrong(**fields) == [named]


def test_it_names_the_place_in_an_array_and_refuses_the_whole() -> None:
    body = json.dumps([MINIMAL, {**MINIMAL, "type": "x"}, {"type": "a.b"}]).encode()
    assert refusal(body) == ["[1].type", "[2].id"]
    later = {**MINIMAL, "occurred_at": "2026-12-02T10:00:00Z"}
    assert refusal(json.dumps([MINIMAL, later]).encode()) == ["[1].occurred_at"]


def test_it_names_twenty_wrong_fields_at_most() -> None:
    assert len(refusal(json.dumps([{}] * 100).encode())) == 20


def test_of_a_long_array_it_names_what_is_wrong_with_the_first_wrong_event() -> None:
    wrong = json.dumps([{"id": "a", "type": "a.b"}, *[{}] * 900]).encode()
    assert refusal(wrong) == ["[1].id", "[1].type"]


def test_mistakes_beyond_number_are_only_counted() -> None:
    padded = json.dumps({f"field{number}": 1 for number in range(2000)}).encode()
    with pytest.raises(InvalidInput, match="body: has 2002 mistakes"):
        parse(padded, NOW)


def test_more_than_a_thousand_events_are_refused_without_a_look_at_the_rest() -> None:
    many = json.dumps([{"id": str(number), "type": "a.b"} for number in range(1001)]).encode()
    for body in (many, b"[" + b"{}," * 100_000 + b"{}]"):
        with pytest.raises(InvalidInput):
            parse(body, NOW)
    with pytest.raises(InvalidInput, match="body: send 1 to 1000 events at a time"):
        parse(many, NOW)


def test_a_clock_may_run_a_day_before_ours() -> None:
    moment = NOW + timedelta(days=1)
    assert one(occurred_at=moment.isoformat()).occurred_at == moment


def test_an_address_that_cannot_be_used_is_kept_for_the_rules() -> None:
    assert one(customer={"email": "a@b, evil@x"}).customer.email == "a@b, evil@x"


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
moments = st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())
people = st.fixed_dictionaries(
    {},
    optional={
        name: st.none() | st.text(max_size=50)
        for name in ("id", "email", "phone", "name", "locale", "timezone")
    },
)
bodies = st.fixed_dictionaries(
    {"id": st.text(max_size=20) | st.integers(), "type": st.just("a.b") | st.text(max_size=10)},
    optional={
        "occurred_at": moments | scalars,
        "customer": people | values,
        "properties": st.dictionaries(st.text(max_size=8), values, max_size=4) | values,
    },
)
written = bodies.flatmap(
    lambda body: st.sampled_from(
        [json.dumps(body).encode(), json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")]
    )
)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | written)
def test_any_bytes_are_an_event_or_are_refused_in_words(body: bytes) -> None:
    try:
        events, _ = parse(body, NOW)
    except InvalidInput as refused:
        said = [(error.field, error.message) for error in refused.errors]
    else:
        said = [(event.id, event.type) for event in events]
    assert said
    assert all(one and other for one, other in said)


@given(st.lists(written, min_size=1, max_size=10))
async def test_what_is_accepted_is_kept_as_it_came(database: Database, posted: list[bytes]) -> None:
    await empty(database)
    kept: dict[str, EventBody] = {}
    for body in posted:
        try:
            [event], _ = parse(body, NOW)
        except InvalidInput:
            continue
        [stored] = await accept(database, [Arrival("api", event, NOW)])
        assert stored.duplicate == (event.id in kept)
        assert stored.conflict == (written_down(event) != written_down(kept.get(event.id, event)))
        kept.setdefault(event.id, event)
    found = await rows(database, "SELECT external_id, type, payload FROM event")
    assert {row["external_id"]: content(row["type"], row["payload"]) for row in found} == {
        event.id: written_down(event) for event in kept.values()
    }


def written_down(event: EventBody) -> tuple[str, Any]:
    payload = event.model_dump(include={"customer", "properties"}, exclude_unset=True)
    return content(event.type, json.dumps(payload))


def content(kind: str, payload: str) -> tuple[str, Any]:
    """Numbers as decimals: PostgreSQL keeps each digit, and forgets which numbers were floats."""
    return kind, json.loads(payload, parse_int=Decimal, parse_float=Decimal)
