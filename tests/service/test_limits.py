"""Bodies that are too large, too slow, packed or cut off, and requests that are no HTTP."""

import asyncio
import gzip
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from service.demo.server import running
from service.limits import LARGEST_BODY, Limits
from tests.service.house import House, purchase
from tests.service.wire import exchange, post, vanish

MEGABYTES = 2 * 1024 * 1024


def send_first(url: str, key: str, body: bytes) -> tuple[int, bytes]:
    """The standard library's client reads nothing before everything is sent."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/v1/events", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


async def test_a_body_of_one_mebibyte_is_taken_and_a_byte_more_is_not(house: House) -> None:
    body = json.dumps(purchase(1)).encode().ljust(LARGEST_BODY)
    headers = {"Content-Type": "application/json"}
    too_long = await house.api.post("/v1/events", content=body + b" ", headers=headers)
    assert too_long.status_code == 413
    assert too_long.json()["detail"].startswith("At most 1048576 bytes")
    assert (await house.stored())["event"] == 0
    taken = await house.api.post("/v1/events", content=body, headers=headers)
    assert taken.status_code == 202


async def test_who_sends_too_much_before_reading_still_hears_why(house: House) -> None:
    for _ in range(3):
        status, said = await asyncio.to_thread(send_first, house.url, house.key, b"[" * MEGABYTES)
        assert (status, json.loads(said)["status"]) == (413, 413)


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(house: House) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b"[" * (MEGABYTES // 32)

    for path in ("/v1/events", "/hooks/generic/x", "/r/x", "/u/x", "/r/x/seen", "/nowhere"):
        answer = await house.api.post(path, content=chunks())
        assert (path, answer.status_code) == (path, 413)
        assert answer.headers["connection"] == "close"
    assert set((await house.stored()).values()) == {0}


async def test_packed_bodies_are_refused_unopened(house: House) -> None:
    packed = gzip.compress(bytes(20 * MEGABYTES))
    assert len(packed) < LARGEST_BODY
    for coding in ("gzip", "GZIP", "br", "deflate", "gzip, identity", "x"):
        headers = {"Content-Encoding": coding}
        answer = await house.api.post("/v1/events", content=packed, headers=headers)
        assert (coding, answer.status_code) == (coding, 415)
        assert "not compressed" in answer.json()["detail"]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that answers with what it was sent."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(body)(scope, receive, send)


async def test_a_body_that_takes_too_long_is_cut_off() -> None:
    async with running(Limits(echo, seconds=1.5)) as url, httpx.AsyncClient() as client:
        slow = await exchange(url, post("/", b"", length=10), b"a", b"b", pause=0.1)
        assert (slow.status, slow.headers["connection"]) == (408, "close")
        assert json.loads(slow.body)["detail"] == "The body took too long."
        in_time = await exchange(url, post("/", b"", length=2), b"a", b"b", pause=0.05)
        assert (in_time.status, in_time.body) == (200, b"ab")
        assert (await client.post(url, content=b"quick")).text == "quick"


async def test_many_slow_senders_do_not_hold_up_the_others() -> None:
    async with running(Limits(echo, seconds=5)) as url, httpx.AsyncClient() as client:
        held = [asyncio.create_task(exchange(url, post("/", b"x", length=10))) for _ in range(100)]
        await asyncio.sleep(0.2)
        assert (await client.post(url, content=b"quick", timeout=20)).text == "quick"
        assert not any(one.done() for one in held)
        assert {(await one).status for one in held} == {408}


async def test_half_a_body_is_no_body(house: House) -> None:
    """`score=1` is what is left of `score=10` when the line breaks in the wrong place."""
    await house.publish()
    path = await house.invited(1)
    form = "Content-Type: application/x-www-form-urlencoded"
    await vanish(house.url, post(path, b"score=1", form, length=8))
    event, key = json.dumps(purchase(2)).encode(), f"Authorization: Bearer {house.key}"
    await vanish(house.url, post("/v1/events", event, key, length=len(event) + 1))
    answer = await house.answer(path, 10)  # behind the others in every queue
    assert answer.status_code == 200
    assert [one["score"] for one in await house.responses()] == [10]
    assert (await house.stored())["event"] == 1
    assert await house.count("SELECT COUNT(*) FROM response_change") == 1


GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
BODY = b'{"id": "1"}'
MALFORMED = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
    "a line of nonsense": b"HELLO\r\n\r\n",
    "another version": b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a space in the path": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in the path": b"GET /\xff\xfe\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in a header": GET + b"X-A: a\x00b\r\n\r\n",
    "NUL in a name": GET + b"X\x00A: b\r\n\r\n",
    "a space before the colon": GET + b"X-A : b\r\n\r\n",
    "no colon": GET + b"nonsense\r\n\r\n",
    "a bare line feed": GET + b"X-A: b\nX-B: c\r\n\r\n",
    "a carriage return": GET + b"X-A: b\rc\r\n\r\n",
    "a length that is none": GET + b"Content-Length: ten\r\n\r\n",
    "a negative length": GET + b"Content-Length: -1\r\n\r\n",
    "an endless length": GET + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "two lengths": GET + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "a length and chunks": (
        b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "chunks that are none": (
        b"POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"
    ),
    "two hosts": GET + b"Host: y\r\n\r\n",
    "50,000 headers": GET + b"".join(b"X-%d: 1\r\n" % n for n in range(50_000)) + b"\r\n",
    "101 headers": GET + b"".join(b"X-%d: 1\r\n" % n for n in range(100)) + b"\r\n",
    "a header of 200 KB": GET + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n",
    "a path of 200 KB": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a query of 200 KB": b"GET /?" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_no_proper_request_is_refused_and_the_server_goes_on(house: House) -> None:
    for name, request in MALFORMED.items():
        reply = await exchange(house.url, request)
        assert 400 <= reply.status < 500, (name, reply)
        assert (await house.web.get("/healthz")).status_code == 200
    assert set((await house.stored()).values()) == {0}


def hooked(method: str, path: str) -> bool:
    """CloudEvents' handshake says Allow in a 200."""
    return method == "OPTIONS" and path.startswith("/hooks/")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_answers_every_method_on_every_path(house: House) -> None:
    paths = ("/v1/events", "/hooks/generic/x", "/r/x", "/r/x/3", "/r/x/seen", "/u/x", "/", "/v1/x")
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "HEAD"):
        for path in paths:
            request = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
            reply = await exchange(house.url, request.encode(), hang_up=method == "HEAD")
            if method != "HEAD":
                assert reply.status in (200, 404, 405), (method, path, reply)
                assert ("allow" in reply.headers) == (reply.status == 405 or hooked(method, path))
