"""Rubbish in bodies, forms, addresses and headers: a clear 4xx, nothing stored, never an error."""

import asyncio
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.service.house import House, nonce_of, unsubscribe_path
from tests.service.wire import Reply, exchange, post

JSON = "Content-Type: application/json"
EVENT = b'{"id": "a", "type": "a.b", "properties": {"n": %s}}'
BODIES = (
    b"",
    b" ",
    b"{",
    b"nul",
    b'"x',
    b"{}{}",
    b"[1,]",
    b"{'id': 1}",
    b"\x00",
    b"\xff\xfe\xfd",
    b"\xef\xbb\xbf{}",
    json.dumps({"id": "a", "type": "a.b"}).encode("utf-16"),
    b"[" * 100_000,
    b'{"a":' * 100_000,
    EVENT % b'"\xed\xa0\x80"',
    EVENT % b'"\xc0\x80"',
    EVENT % b'"\\ud800"',
    EVENT % b'"\\udc00\\ud800"',
    EVENT % b'"\\u0000"',
    EVENT % b'"\n"',
    EVENT % (b"9" * 5000),
    EVENT % b"NaN",
    EVENT % b"-Infinity",
    EVENT % b"1e999",
    EVENT % b"-1e9999",
    EVENT % (b"[" * 300 + b"]" * 300),
    EVENT % (b"1" * 400 + b".0"),
    EVENT % (b"1" * 250 + b"e90"),
    b"id=a&type=a.b",
    b"<event/>",
)
MULTIPART = "multipart/form-data; boundary=b"


def part(name: str, text: bytes) -> bytes:
    """One field of a multipart form."""
    return b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), text)


def forms() -> Iterator[tuple[str, bytes]]:
    """Content types with bodies that no browser sends."""
    urlencoded = "application/x-www-form-urlencoded"
    yield from (
        (urlencoded, body) for body in (b"", b"score", b"score=", b"=5", b"&&&", b"%", b"%zz")
    )
    yield urlencoded, b"&".join(b"a%d=1" % number for number in range(300))
    yield urlencoded, b"score=%ed%a0%80&comment=%00"
    yield urlencoded, b"score=\xff"
    yield from ((MULTIPART, body) for body in (b"", b"garbage", b"--b", b"--b--", b"--b\r\n\r\n"))
    yield MULTIPART, part("score", b"5")  # never ends
    yield (
        MULTIPART,
        b'--b\r\nContent-Disposition: form-data; name="score"; filename="a"\r\n\r\n5\r\n--b--',
    )
    yield MULTIPART, b"--b\r\nContent-Disposition: \xff; name=\xff\r\n\r\n5\r\n--b--"
    yield MULTIPART, b"--b\r\nContent-Disposition: form-data\r\n\r\n5\r\n--b--"
    yield from (
        (kind, b"x") for kind in ("multipart/form-data", MULTIPART[:-1], MULTIPART + "b" * 300)
    )
    yield from ((kind, b"score=5") for kind in ("", "text/plain", "application/json", "\xff\xfe"))
    for charset in ("punycode", "undefined", "idna", "utf-7", "unicode_escape", "hex", "no-such"):
        for text in (b"\\ud800", b"\\u0000", b"+2AA-", b"\xff\xff", b"a-\x80"):
            for name in ("nonce", "comment", "q_why", "unused"):
                fields = part("score", b"99") + part(name, text)
                yield f"{MULTIPART}; charset={charset}", fields + b"--b--\r\n"


def looks(nonce: str) -> Iterator[bytes]:
    """What a page's script never reports."""
    yield from (b"", b"null", b"[]", b"{", b"1", b'"x"', b"\xff", b"[" * 100_000)
    honest = {"nonce": nonce, "score": 9, "visible_ms": 0, "webdriver": False}
    odd: dict[str, Iterable[Any]] = {
        "nonce": (
            "\ud800.1.1",
            "\x00",
            "..",
            "a.zz." + "0" * 18,
            "é.1." + "0" * 18,
            5,
            None,
            [],
            {},
        ),
        "score": ("\ud800", "\uff19", 9.5, -1, 10**30, 10**400, None, {}, True),
        "visible_ms": (10**400, -(10**400), float("nan"), "2000", None, [], True),
        "webdriver": (None, "no", 0),
    }
    for name, values in odd.items():
        yield from (json.dumps(honest | {name: value}).encode() for value in values)
    yield b'{"nonce": "' + nonce.encode() + b'", "score": 9, "visible_ms": -1e999}'
    yield b'{"score": ' + b"9" * 5000 + b"}"


ODD = (
    "%00", "%ed%a0%80", "%ff", "%2e%2e", "..%2f", "a" * 3000, "%25", "%0d%0aX:%20y", "%e2%80%a8",
    "'--", "%22", "[", "$", "-1", "evt_" + "9" * 30, "evt_%D9%A1", "1e9", "0001-01-01",
    "9999-12-31", "9999-12-31T23:59:59-14:00", "2026-02-30", "2026-11-22T25:00:00Z",
    "..%2F..%2Fetc%2Flocaltime",
)  # fmt: skip
PAGES = ("/r/{}", "/r/{}/5", "{path}/{}", "{path}?lang={}", "/u/{}", "/static/{}", "/{}", "/v1/{}")
QUERIES = (
    "/v1/events/{}", "/v1/surveys/{}", "/v1/scores?survey={}", "/v1/scores?{}=1",
    "/v1/scores?survey=nps&group_by={}", "/v1/scores?survey=nps&where=store:{}",
    "/v1/scores?survey=nps&where={}:x", "/v1/scores?survey=nps&tz={}",
    "/v1/scores?survey=nps&from={}", "/v1/scores?survey=nps&to={}",
    "/v1/scores?survey=nps&as_of={}", "/v1/scores?survey=nps&interval={}",
    "/v1/responses?where=store:{}", "/v1/responses?where={}:x", "/v1/responses?cursor={}",
    "/v1/responses?limit={}", "/v1/responses?min_score={}", "/v1/responses?survey={}",
    "/v1/responses?from={}", "/v1/responses?comment={}",
)  # fmt: skip
HEADERS = (
    "User-Agent", "Accept-Language", "Accept", "Cookie", "Origin", "X-Forwarded-For", "Range",
    "If-None-Match", "Sec-Fetch-Dest", "Sec-Purpose", "Purpose", "Content-Type", "Authorization",
    "webhook-id", "webhook-timestamp", "webhook-signature", "ce-specversion", "ce-id", "ce-time",
)  # fmt: skip
VALUES = (b"", b"\xff\xfe\x80", b"a" * 5000, b",;=;q=0.1,,", b"%C0%A0", b"1.0")


async def all_replies(house: House, requests: Iterable[bytes]) -> list[tuple[bytes, Reply]]:
    """Send them, many at a time."""
    found, waiting = [], iter(requests)
    while some := list(itertools.islice(waiting, 25)):
        replies = await asyncio.gather(*(exchange(house.url, request) for request in some))
        found += zip(some, replies, strict=True)
    return found


def get(target: str, *headers: str) -> bytes:
    """A GET."""
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: x", *headers, "", ""]).encode("latin-1")


async def test_bodies_that_are_no_json_of_ours(house: House) -> None:
    key = f"Authorization: Bearer {house.key}"
    requests = [post("/v1/events", body, JSON, key) for body in BODIES]
    requests += [
        post("/v1/surveys/a", body, JSON, key).replace(b"POST", b"PUT", 1) for body in BODIES
    ]
    for request, reply in await all_replies(house, requests):
        assert reply.status == 422, (request[-100:], reply)
        assert reply.headers["content-type"] == "application/problem+json"
        assert json.loads(reply.body)["errors"][0]["field"]
    assert set((await house.stored()).values()) == {0}
    assert (await house.api.get("/v1/surveys")).json()["data"] == []


async def test_forms_that_no_browser_sends(house: House) -> None:
    await house.publish(questions=[{"key": "why", "type": "text", "text": {"en": "Why?"}}])
    path = await house.invited(1)
    unsubscribe = unsubscribe_path(await house.mail(1))
    requests = [
        post(target, body, f"Content-Type: {kind}")
        for kind, body in forms()
        for target in (path, "/r/unknown", "/u/unknown")
    ]
    for request, reply in await all_replies(house, requests):
        assert 400 <= reply.status < 500, (request[:300], reply)
    unreadable = [post(unsubscribe, body, f"Content-Type: {kind}") for kind, body in forms()]
    for request, reply in await all_replies(house, unreadable):
        assert reply.status in (200, 400), (request[:300], reply)
    assert (await house.stored())["response"] == 0


async def test_reports_that_no_script_sends(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    nonce = nonce_of((await house.web.get(f"{path}/9")).text)
    requests = [post(f"{path}/seen", body, JSON) for body in looks(nonce)]
    for request, reply in await all_replies(house, requests):
        assert reply.status in (200, 400), (request[-200:], reply)
        assert json.loads(reply.body) == {"counted": False}
    house.clock.forward(hours=1)
    assert await house.responses() == []


async def test_addresses_that_nobody_was_given(house: House) -> None:
    await house.publish()
    path, key = await house.invited(1), f"Authorization: Bearer {house.key}"
    pages = [page.replace("{path}", path).replace("{}", odd) for page in PAGES for odd in ODD]
    for request, reply in await all_replies(house, (get(page) for page in pages)):
        assert reply.status in (200, 400, 404), (request, reply)
    queries = [query.replace("{}", odd) for query in QUERIES for odd in ODD]
    for request, reply in await all_replies(house, (get(query, key) for query in queries)):
        assert reply.status in (200, 400, 404, 422), (request, reply)
        if reply.status != 200:
            assert reply.headers["content-type"] == "application/problem+json"
    assert (await house.stored())["response"] == 0


async def test_headers_that_nobody_means(house: House) -> None:
    await house.publish()
    path, key = await house.invited(1), f"Authorization: Bearer {house.key}"
    targets = (
        get(f"{path}/5"),
        get("/v1/scores?survey=nps", key),
        get("/v1/responses", key),
        post("/v1/events", b"{}", key),
        post("/hooks/generic/x", b"{}"),
        post(path, b""),
    )
    requests = [
        target.replace(b"\r\n\r\n", b"\r\n" + name.encode() + b": " + value + b"\r\n\r\n", 1)
        for target in targets
        for name in HEADERS
        for value in VALUES
    ]
    for request, reply in await all_replies(house, requests):
        assert 200 <= reply.status < 500, (request[:300], reply)
    assert (await house.stored())["response"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_links_lead_where_the_settings_say_whatever_the_host(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    for headers in ("Host: evil.example", "Host: x\r\nX-Forwarded-Host: evil.example"):
        request = get(f"{path}/5", headers).replace(b"Host: x\r\n", b"", 1)
        reply = await exchange(house.url, request)
        assert reply.status == 200
        assert b"evil" not in reply.body
    event = post(
        "/v1/events",
        b'{"id": "9", "type": "purchase.completed", "customer": {"email": "z@example.com"}}',
        f"Authorization: Bearer {house.key}",
    ).replace(b"Host: x", b"Host: evil.example")
    assert (await exchange(house.url, event)).status == 202
    [mail] = await house.mails(1, "z@example.com")
    assert all(link.startswith(house.url) for link in mail.links)
