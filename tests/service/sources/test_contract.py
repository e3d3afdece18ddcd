"""What every source keeps, whoever wrote it: the loader finds it, so these tests run over it."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources import BadSignature, Source, Unusable, sources
from surveys.errors import InvalidInput
from surveys.event import EventBody
from surveys.unkeepable import find_unkeepable
from tests.service.sources.deliveries import LATER, Vector, delivery, names, vectors

NAMES = sorted(sources())
VECTORS = [vector for name in NAMES for vector in vectors(name)]
RECORDED = [(source, name) for source in NAMES for name in names(source)]

every_source = pytest.mark.parametrize("name", NAMES)
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v.source}: {v.origin}")
every_delivery = pytest.mark.parametrize(("source", "name"), RECORDED)


def refused(vector: Vector, **other: Any) -> None:
    with pytest.raises(BadSignature):
        vector.verify(**other)


def with_header(vector: Vector, name: str, value: str) -> dict[str, dict[str, str]]:
    return {"headers": {**vector.headers, name: value}}


# Signatures


@every_vector
def test_it_takes_what_its_sender_signed(vector: Vector) -> None:
    vector.verify()


@every_vector
def test_it_refuses_a_body_with_any_byte_changed(vector: Vector) -> None:
    if not vector.signs_body:
        return
    for place in range(len(vector.body)):
        changed = bytearray(vector.body)
        changed[place] ^= 1
        refused(vector, body=bytes(changed))
    for changed_length in (b"", vector.body[:-1], vector.body + b" ", b" " + vector.body):
        refused(vector, body=changed_length)


@every_vector
def test_it_refuses_headers_with_any_character_changed(vector: Vector) -> None:
    for name, value in vector.headers.items():
        for place, character in enumerate(value):
            changed = value[:place] + chr(ord(character) ^ 1) + value[place + 1 :]
            refused(vector, **with_header(vector, name, changed))


GARBAGE = [
    "",
    " ",
    "garbage",
    "v1,",
    "v1,abc",
    "v1,é",
    "v1=",
    "t=,v1=",
    "sha1=",
    "sha256=é",
    "=",
    ",",
]
GARBAGE += ["Basic", "Basic !", "Basic YTpi", "Bearer", "Bearer  ", "\x00", "\ud800", "x" * 8192]


@every_vector
@pytest.mark.parametrize("garbage", GARBAGE)
def test_it_refuses_garbage_where_a_signature_should_be(vector: Vector, garbage: str) -> None:
    for name in vector.headers:
        refused(vector, headers={k: v for k, v in vector.headers.items() if k != name})
        refused(vector, **with_header(vector, name, garbage))
    refused(vector, headers={})
    refused(vector, headers=dict.fromkeys(vector.headers, garbage))


@every_vector
def test_it_takes_both_secrets_while_one_replaces_the_other(vector: Vector) -> None:
    other = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    vector.verify(secrets=[other, vector.secret])
    vector.verify(secrets=[vector.secret, other])
    refused(vector, secrets=[other])


@every_vector
def test_it_never_takes_no_secret_for_an_open_door(vector: Vector) -> None:
    for none in ([], [""], ["whsec_"], ["", "whsec_"]):
        refused(vector, secrets=none)


@every_vector
def test_it_wants_a_fresh_signature_where_the_time_is_signed(vector: Vector) -> None:
    if vector.signed_at is None:
        vector.verify(now=LATER + timedelta(days=30))
        return
    for seconds in (-299, 299):
        vector.verify(now=vector.signed_at + timedelta(seconds=seconds))
    for seconds in (-301, 301, 10**9):
        refused(vector, now=vector.signed_at + timedelta(seconds=seconds))


@every_source
@given(data=st.data())
def test_no_bytes_and_no_headers_make_it_stumble(name: str, data: st.DataObject) -> None:
    known = sorted({key for vector in vectors(name) for key in vector.headers})
    known += sorted({key for one in names(name) for key in delivery(name, one)[1]})
    values = st.one_of(st.text(max_size=40), st.sampled_from(GARBAGE))
    headers = data.draw(st.dictionaries(st.sampled_from([*known, "x"]), values))
    body = data.draw(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(_encoded)))
    if verifies(name, body, headers):
        assert outcome(name, body, headers) == []  # nothing but a ping gets in
    outcome(name, body, headers)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def verifies(name: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        sources()[name].verify(body, headers, ["a secret that nobody knows"], LATER)
    except BadSignature:
        return False
    return True


# Secrets


@every_source
def test_it_makes_strong_secrets_or_says_where_the_sender_shows_its_own(name: str) -> None:
    source = sources()[name]
    made = {secret_or_advice(source) for _ in range(20)}
    if all("copy it from" in advice for advice in made):
        return
    assert len(made) == 20
    assert all(source.checked_secret(secret) == secret for secret in made)
    assert min(map(len, made)) >= 40


def secret_or_advice(source: Source) -> str:
    try:
        return source.new_secret()
    except InvalidInput as error:
        return str(error)


@every_source
@pytest.mark.parametrize(
    "secret", ["", " ", "whsec_", "short", "x" * 23, "whsec_c2hvcnQ=", "é" * 30, "\x00" * 30]
)
def test_it_refuses_secrets_that_can_be_guessed(name: str, secret: str) -> None:
    with pytest.raises(InvalidInput, match="secret"):
        sources()[name].checked_secret(secret)


@every_source
def test_it_drops_the_space_that_was_pasted_along(name: str) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G"
    assert sources()[name].checked_secret(f"  {secret}\n") == secret


# Content


def outcome(
    source: str, body: bytes, headers: Mapping[str, str], now: datetime = LATER
) -> list[EventBody] | str:
    """The events, each fit for both databases, or why there are none."""
    try:
        events = sources()[source].parse(body, headers, now)
    except Unusable as error:
        return str(error) or pytest.fail("the reason is missing")
    for event in events:
        found = event.model_dump(mode="json")
        assert find_unkeepable(found) is None
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    return events


@every_delivery
def test_it_reads_the_same_events_out_of_every_repeat(source: str, name: str) -> None:
    body, headers = delivery(source, name)
    first = outcome(source, body, headers)
    assert outcome(source, body, headers, LATER + timedelta(days=30)) == first


BROKEN = {
    "nothing": b"",
    "no JSON": b"{",
    "null": b"null",
    "an empty array": b"[]",
    "a text": b'"x"',
    "a number": b"5",
    "too deep": b"[" * 100_000,
    "too deep, in an object": b'{"id":' * 100_000,
    "a number of 5,000 digits": b'{"id":' + b"9" * 5_000 + b"}",
    "NaN": b'{"id":NaN}',
    "Infinity": b'{"id":-Infinity}',
    "beyond a float": b'{"id":1e999}',
    "far below a float": b'{"id":1e-999999999}',
    "an exponent beyond all": b'{"id":1e99999999999999999999}',
    "UTF-16": '{"id":"1"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"id":"1"}',
    "no UTF-8": b'{"id":"\xff"}',
}


@every_source
@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_it_calls_what_it_cannot_read_unusable(name: str, body: bytes) -> None:
    deliveries = [delivery(name, one) for one in names(name)]
    read = [headers for whole, headers in deliveries if outcome(name, whole, headers) != []]
    assert read, f"record a delivery of {name} that has an event"
    for headers in read:
        assert isinstance(outcome(name, body, headers), str)


odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**17, 10**40, -1, 1e-300, 1e308, "", "0", "1e999", "\uff19", "2026-11-02"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        ["\x00", "\ud800", "a" * 10_000, "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
    ),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


@every_source
@given(data=st.data())
def test_no_odd_value_anywhere_makes_it_stumble(name: str, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(names(name)))
    body, headers = delivery(name, chosen)
    try:
        found = json.loads(body)
    except ValueError:
        return
    for _ in range(data.draw(st.integers(1, 3))):
        found = replaced(found, data)
    outcome(name, json.dumps(found).encode(), headers)
    odd_header = data.draw(st.sampled_from(sorted(headers)))
    outcome(name, body, {**headers, odd_header: data.draw(st.text(max_size=20))})


def replaced(found: Any, data: st.DataObject) -> Any:
    """`found` with something in it, at any depth, gone odd."""
    steps: Sequence[Any] = []
    if isinstance(found, dict):
        steps = sorted(found)
    elif isinstance(found, list):
        steps = range(len(found))
    if not steps or data.draw(st.integers(0, 5)) == 0:
        return data.draw(odd_values)
    step = data.draw(st.sampled_from(steps))
    copy = found.copy()
    copy[step] = replaced(found[step], data)
    return copy


# Cost: CPU time, as so many HMACs of the same body, the best of some runs.

MEGABYTE = b'{"id":"1","note":"' + b"x" * (1024 * 1024 - 20) + b'"}'


def seconds(work: Callable[[], object], runs: int = 4) -> float:
    best = float("inf")
    for _ in range(runs):
        started = time.thread_time()
        work()
        best = min(best, time.thread_time() - started)
    return best


def one_hmac() -> float:
    return seconds(lambda: hmac.new(b"key", MEGABYTE, hashlib.sha256).digest())


@every_vector
def test_a_megabyte_and_ten_thousand_signatures_cost_no_more_than_some_hmacs(
    vector: Vector,
) -> None:
    for separator in (" ", ","):
        many = {
            name: value if name == ":url" else separator.join([value] * 10_000)
            for name, value in vector.headers.items()
        }
        work = {"headers": many, "body": MEGABYTE, "secrets": [vector.secret, "x" * 32]}
        assert seconds(lambda work=work: refused(vector, **work)) < 30 * one_hmac()
    many_of_one = {"body": MEGABYTE, "secrets": [vector.secret, "x" * 32]}
    if vector.signs_body:
        assert seconds(lambda: refused(vector, **many_of_one)) < 30 * one_hmac()


@every_source
def test_a_megabyte_is_read_about_as_fast_as_json_is(name: str) -> None:
    headers = next(
        headers
        for body, headers in (delivery(name, one) for one in names(name))
        if outcome(name, body, headers) != []
    )
    for body in (MEGABYTE, b'{"a":[' + b"{}," * 60_000 + b"{}]}", b'{"a":' + b"[" * 900):
        plain = seconds(lambda body=body: json_or_nothing(body), runs=3)
        ours = seconds(lambda body=body: outcome(name, body, headers), runs=3)
        assert ours < 30 * plain + 30 * one_hmac()


def json_or_nothing(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def test_the_folder_is_the_registry() -> None:
    assert {"generic", "cloudevents", "stripe", "shopify", "woocommerce"} <= set(NAMES)
    assert {"zendesk", "freshdesk", "intercom", "hubspot", "github"} <= set(NAMES)
