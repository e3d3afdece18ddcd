"""C: malformed input with a valid signature or key. Hooks answer kindly and keep what came."""

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
import structlog

from service.limits import BODY_SECONDS, LARGEST_BODY, Limits
from service.sources import Unusable, sources
from service.sources.parts.payload import MOST_SIGNS
from surveys.event import Customer, EventBody
from tests.acceptance.senders import READ, SECRET, decided, kept, open_endpoint, send, send_signed
from tests.cast import column, rows
from tests.service.house import House, open_house, purchase
from tests.service.sources.deliveries import LATER, content, delivery, signed
from tests.service.wire import exchange, post

JSON = {"Content-Type": "application/json"}
QUARANTINED = (202, {"status": "quarantined"})
PLAIN = ("generic", "shopify", "zendesk")  # one with the body of the API, two of their own


async def refused_everywhere(house: House, body: bytes) -> None:
    """422 by the API, kept by the hooks, and nothing stored or logged as an error."""
    with structlog.testing.capture_logs() as lines:
        answer = await house.api.post("/v1/events", content=body, headers=JSON)
        assert answer.status_code in (400, 422), body[:80]
        for source in PLAIN:
            given = await send_signed(house, source, body)
            assert (given.status_code, given.json()) == QUARANTINED, (source, body[:80])
    assert [line for line in lines if line["log_level"] in ("error", "critical")] == []


async def test_c1_empty_and_half_json_is_kept_or_refused(house: House) -> None:
    for source in PLAIN:
        await open_endpoint(house, source)
    bodies = [b"", b"null", b"[]", b'"x"', b"{"]
    for body in bodies:
        await refused_everywhere(house, body)
    assert await kept(house) == [body for body in bodies for _ in PLAIN]
    assert (await house.stored())["event"] == 0


ODD = {
    "deep": b'{"id":' * 100_000,
    "not quite as deep": b'{"id":' * 9_000,
    "digits": b'{"id":"a","type":"a.b","properties":{"n":' + b"9" * 5_000 + b"}}",
    "NaN": b'{"id":"a","type":"a.b","properties":{"n":NaN}}',
    "Infinity": b'{"id":"a","type":"a.b","properties":{"n":Infinity}}',
    "beyond": b'{"id":"a","type":"a.b","properties":{"n":1e999}}',
    "UTF-16": '{"id":"a","type":"a.b"}'.encode("utf-16"),
    "mark": b'\xef\xbb\xbf{"id":"a","type":"a.b"}',
}


async def test_c2_json_that_breaks_readers_is_kept_or_refused(house: House) -> None:
    for source in PLAIN:
        await open_endpoint(house, source)
    for body in ODD.values():
        await refused_everywhere(house, body)
    assert (await house.stored())["event"] == 0


TWICE = b'{"id":"a","type":"a.b","customer":{"email":"a@b.example","email":"c@d.example"}}'


async def test_c2_a_field_that_is_there_twice_is_named(house: House) -> None:
    """Which of the two is meant nobody can know. Hooks say it in the quarantine."""
    for body in (TWICE, b"[%s]" % TWICE):
        answer = await house.api.post("/v1/events", content=body, headers=JSON)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "email")
    structured = JSON | {"Content-Type": "application/cloudevents+json"}
    for headers in (structured, {"ce-specversion": "1.0"}):
        answer = await house.api.post("/v1/events", content=TWICE, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "email")
    for path in ("/v1/surveys/nps", "/v1/hooks/shop"):
        answer = await house.api.put(path, content=TWICE, headers=JSON)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "email")
    for source in (*PLAIN, "cloudevents"):
        await open_endpoint(house, source)
        given = await send_signed(house, source, TWICE)
        assert (given.status_code, given.json()) == QUARANTINED
    why = await column(house.engine.database, "SELECT reason FROM quarantine")
    assert len(why) == 4
    assert all("twice" in reason for reason in why)
    assert (await house.stored())["event"] == 0


PERSON = {name: [] for name in Customer.model_fields}
WRONG = json.dumps({name: [] for name in EventBody.model_fields} | {"customer": PERSON}).encode()


@pytest.mark.parametrize("source", sorted(sources()))
def test_c2_a_megabyte_of_whatever_is_read_or_refused_within_50_ms(source: str) -> None:
    """Signature and all; processor time, the best of some runs, because machines are noisy."""
    _, headers = delivery(source, READ[source])
    fields = b",".join(b'"k%d":1.5' % n for n in range(MOST_SIGNS // 2 - 10))
    bodies = (
        b"[" + b"{}," * 300_000 + b"{}]",
        b'{"a":[' + b"{}," * 300_000 + b"{}]}",
        b'{"a":"' + b"x" * (LARGEST_BODY - 20) + b'"}',
        b"[" + b"{}," * (MOST_SIGNS // 4) + b"{}]",
        b"{" + fields + b"}",
        b'{"a":{' + fields + b"}}",
        b"[" + b",".join([WRONG] * 1000) + b"]",
    )
    for body in bodies:
        took, proven = [1.0], headers | signed(source, body, SECRET, LATER)
        while min(took) >= 0.05 and len(took) < 60:
            started = time.thread_time()
            sources()[source].verify(body, proven, [SECRET], LATER)
            with suppress(Unusable):
                sources()[source].parse(body, proven, LATER)
            took.append(time.thread_time() - started)
        assert min(took) < 0.05, body[:20]


async def posted(house: House, **overrides: Any) -> int:
    """The answer to a purchase with escapes that say more than UTF-8 can."""
    body = json.dumps(purchase(1, **overrides)).encode()
    return (await house.api.post("/v1/events", content=body, headers=JSON)).status_code


async def test_c3_nul_and_half_characters_are_cleaned_or_refused(house: House) -> None:
    await house.publish()
    for odd in ("\x00", "\ud800"):
        for customer in ({"name": f"A{odd}"}, {"email": f"a{odd}@example.com"}):
            assert await posted(house, customer=customer) == 422
        assert await posted(house, properties={"store": odd}) == 422
        await open_endpoint(house, "shopify", name=f"n{ord(odd)}")
        order = content("shopify", "order_paid")
        order["id"], order["customer"]["first_name"] = ord(odd), f"Ra{odd}tna"
        body = json.dumps(order).encode()
        answer = await send_signed(house, "shopify", body, name=f"n{ord(odd)}")
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    await decided(house)
    names = await column(house.engine.database, "SELECT name FROM contact")
    assert names == ["Ra\ufffdtna Wijaya"]
    path = await house.invited(5)
    answer = await house.answer(path, 9, comment="a\x00b")
    assert answer.status_code == 200
    assert [one["comment"] for one in await house.responses()] == ["a\ufffdb"]
    for query in ("survey=%00", "survey=%ed%a0%80", "where=store:%00", "cursor=%00"):
        assert (await house.api.get(f"/v1/responses?{query}")).status_code in (200, 404, 422), query
    header = b"X-Odd: \xed\xa0\x80\xff\r\n"
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n"
    assert (await exchange(house.url, request)).status == 200


async def test_c4_a_byte_more_than_a_mebibyte_is_cut_off(house: House) -> None:
    """Not more than the limit is ever held: what comes after it is read away."""
    await open_endpoint(house, "generic")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b"x" * (LARGEST_BODY // 16)

    for path in ("/v1/events", "/hooks/generic/main"):
        for body in (b"x" * (LARGEST_BODY + 1), chunks()):
            answer = await house.api.post(path, content=body)
            assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    declared = await exchange(house.url, post("/v1/events", b"", length=LARGEST_BODY + 1))
    assert declared.status == 413
    full = await send_signed(house, "generic", b" " * LARGEST_BODY)
    assert (full.status_code, full.json()) == QUARANTINED


async def test_c5_a_packed_body_is_refused_unopened(house: House) -> None:
    await open_endpoint(house, "generic")
    bomb = gzip.compress(bytes(64 * LARGEST_BODY))
    for path in ("/v1/events", "/hooks/generic/main"):
        answer = await house.api.post(path, content=bomb, headers={"Content-Encoding": "gzip"})
        assert answer.status_code == 415
    assert set((await house.stored()).values()) == {0}


async def test_c6_another_content_type_is_refused(house: House) -> None:
    """By the API. A hook that is signed is never refused for its content, so that its sender does
    not switch it off: XML goes into quarantine, and a batch of CloudEvents too."""
    body = json.dumps(purchase(1)).encode()
    for kind in ("text/xml", "text/plain", "application/cloudevents-batch+json"):
        answer = await house.api.post("/v1/events", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 415, kind
    for source, recorded in (("shopify", "as_xml"), ("cloudevents", "batch")):
        await open_endpoint(house, source)
        given = await send_signed(house, source, recorded=recorded)
        assert (given.status_code, given.json()) == QUARANTINED
    assert (await house.stored())["event"] == 0


async def test_c7_a_cloudevent_with_a_wrong_header_is_refused(house: House) -> None:
    """422 with the field, as every wrong field here; the hook keeps it."""
    right = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/shop", "ce-type": "a.b"}
    await open_endpoint(house, "cloudevents")
    for name in ("ce-id", "ce-source", "ce-type"):
        for wrong in ("%C0%A0", ""):
            headers = {**right, name: wrong}
            answer = await house.api.post("/v1/events", content=b"{}", headers=headers)
            assert answer.status_code == 422, (name, wrong)
            assert answer.json()["errors"][0]["field"] in (name, name.removeprefix("ce-"))
        missing = {key: value for key, value in right.items() if key != name}
        answer = await house.api.post("/v1/events", content=b"{}", headers=missing)
        assert answer.status_code == 422
    for recorded in ("header_that_is_not_utf8", "without_id"):
        given = await send_signed(house, "cloudevents", recorded=recorded)
        assert (given.status_code, given.json()) == QUARANTINED
    taken = await house.api.post("/v1/events", content=b"{}", headers=right)
    assert taken.status_code == 202


ODD_ORDERS: list[dict[str, Any]] = [
    {"total_price": "12,50"},
    {"total_price": -1},
    {"total_price": 10**30},
    {"currency": "XXXXX"},
    {"updated_at": "0000-01-01T00:00:00Z"},
    {"updated_at": "2026-11-02T10:00:00"},
    {"updated_at": 10**20},
]


async def test_c8_what_cannot_be_read_of_amount_currency_and_time_is_left_out(
    house: House,
) -> None:
    await open_endpoint(house, "shopify")
    for number, odd in enumerate(ODD_ORDERS):
        order = content("shopify", "order_paid") | {"id": number + 1} | odd
        answer = await send_signed(house, "shopify", json.dumps(order).encode())
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted"), odd
        story = await house.story(answer.json()["event"])
        [name] = odd
        if name == "updated_at":  # the time of arrival takes its place
            assert story["occurred_at"] == house.clock().isoformat()
        else:
            field = "amount" if name == "total_price" else "currency"
            assert story["properties"][field] is None
            assert story["properties"]["warnings"] == [f"{field} cannot be read"]
    for time_ in ("0000-01-01T00:00:00Z", "2026-11-02T10:00:00", 10**20, "2026-11-04T10:00:00Z"):
        answer = await house.post(purchase(1, occurred_at=time_))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "occurred_at")


UNUSABLE = [
    {"email": "a@b, evil@x.example"},
    {"email": "a@b.example\r\nBcc: evil@x.example"},
    {"email": f"{'a' * 250}@b.example"},
    {"email": "a"},
    {"phone": "+"},
    {"phone": "+" + "1" * 39},
    {"phone": "\uff0b\uff16\uff12\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18"},
]


async def test_c9_an_address_that_cannot_be_used_gets_nothing(house: House) -> None:
    await house.publish(channels=["email", "sms"])
    for number, customer in enumerate(UNUSABLE):
        event = await house.buy(number, customer={"id": f"c-{number}", **customer})
        [decision] = (await house.story(event))["decisions"]
        assert (decision["outcome"], decision["reason"]) == ("skipped", "no_contact"), customer
    known = await rows(house.engine.database, "SELECT email, phone FROM contact")
    assert all(set(one.values()) == {None} for one in known)
    assert await house.count("SELECT COUNT(*) FROM message") == 0


async def test_c10_a_type_that_nobody_listens_for_is_kept_with_its_reason(house: House) -> None:
    """design.md welcomes any dotted type: it is accepted like every other, not `ignored`. What a
    source itself has no use for is answered 200 and not kept."""
    event = await house.buy(1, type="moon.risen")
    [decision] = (await house.story(event))["decisions"]
    assert (decision["outcome"], decision["reason"]) == ("skipped", "no_survey")
    await open_endpoint(house, "stripe")
    answer = await send_signed(house, "stripe", recorded="customer_created")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert (await house.stored())["quarantine"] == 0


HEAD = b"POST /hooks/generic/main HTTP/1.1\r\nHost: x\r\n"
NO_HTTP = {
    "50,000 headers": HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(50_000)) + b"\r\n",
    "a header of 200 KB": HEAD + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n",
    "a length and chunks": HEAD
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "two hosts": HEAD + b"Host: y\r\nContent-Length: 0\r\n\r\n",
}


async def test_c11_what_is_no_proper_http_is_refused_and_the_server_goes_on(house: House) -> None:
    for name, request in NO_HTTP.items():
        reply = await exchange(house.url, request)
        assert reply.status in (400, 431), (name, reply)
        assert (await house.web.get("/healthz")).status_code == 200
    assert set((await house.stored()).values()) == {0}


async def test_c12_slow_senders_are_cut_off_and_hold_up_nobody(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """150 of them in place of 10,000, and 2 seconds in place of 15. Slow headers and idle lines are
    the reverse proxy's, as docs/operation.md says."""
    assert BODY_SECONDS <= 15
    monkeypatch.setattr("service.app.Limits", partial(Limits, seconds=2.0))
    async with open_house(database_url) as house:
        await open_endpoint(house, "generic")
        request = post("/hooks/generic/main", b"x", length=100)
        slow = [asyncio.create_task(exchange(house.url, request)) for _ in range(100)]
        halves = [HEAD[:-20]] * 25 + [b""] * 25
        idle = [asyncio.create_task(silence(house.url, half)) for half in halves]
        await asyncio.sleep(0.2)
        took = []
        for number in range(20):
            started = time.monotonic()
            body = json.dumps(purchase(number)).encode()
            assert (await send_signed(house, "generic", body)).status_code == 202
            took.append(time.monotonic() - started)
        assert sorted(took)[10] < 1.0  # who waits for the slow ones waits for 2 seconds
        assert {(await one).status for one in slow} == {408}
        for one in idle:
            one.cancel()
        assert (await send(house, "generic", b"{}", {})).status_code == 401


async def silence(url: str, first: bytes) -> None:
    """A line on which nothing more ever comes."""
    host, port = url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(first)
        await asyncio.Event().wait()
    finally:
        writer.close()
