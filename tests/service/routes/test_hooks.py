"""POST /hooks/generic/{endpoint}. What the other sources sign is in tests/service/sources/."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from service.sources import sources
from surveys import hooks
from surveys.event import EventBody
from tests.cast import rows
from tests.service.house import House, purchase
from tests.service.wire import exchange, post

# The published vector of Standard Webhooks 1.0.0.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
OTHER = "whsec_" + base64.b64encode(b"another secret of thirty-two byte").decode()


def signed(body: bytes, at: float, *secrets: str, name: str = "msg_1") -> dict[str, str]:
    """The headers of a delivery."""
    timestamp = str(int(at))
    return {
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(one, name, timestamp, body) for one in secrets),
    }


def _signature(secret: str, name: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.digest(key, f"{name}.{timestamp}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(made).decode()


async def send(
    house: House, body: bytes, headers: dict[str, str], endpoint: str = "shop"
) -> httpx.Response:
    """Post it as a stranger."""
    return await house.web.post(f"/hooks/generic/{endpoint}", content=body, headers=headers)


async def send_signed(house: House, body: bytes, *secrets: str) -> httpx.Response:
    """Post it with the signatures of these secrets, made now."""
    found = signed(body, house.clock().timestamp(), *(secrets or (SECRET,)))
    return await send(house, body, found)


async def test_the_published_vector_passes_and_nothing_that_differs_from_it(house: House) -> None:
    await house.endpoint("shop", SECRET)
    house.clock.now = datetime.fromtimestamp(AT, UTC)
    right = {"webhook-id": ID, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}
    before = await house.stored()
    tampered = [
        (BODY + b" ", right),
        (BODY.replace(b"4", b"5", 1), right),
        (b"", right),
        (BODY, right | {"webhook-id": ID + "x"}),
        (BODY, right | {"webhook-timestamp": str(AT + 1)}),
        *((BODY, {name: text for name, text in right.items() if name != gone}) for gone in right),
        *((BODY, right | {name: ""}) for name in right),
        *((BODY, right | {"webhook-signature": one}) for one in GARBAGE),
        *((BODY, right | {"webhook-timestamp": one}) for one in NO_TIME),
    ]
    for body, headers in tampered:
        answer = await send(house, body, {name: h.encode() for name, h in headers.items()})  # type: ignore[misc]
        assert answer.status_code == 401, (body, headers)
        assert answer.json()["detail"] == "No such endpoint, or the signature does not fit."
    assert await house.stored() == before
    answer = await send(house, BODY, right)
    assert (answer.status_code, answer.json()) == (202, {"status": "quarantined"})


GARBAGE = (
    "garbage",
    "v1,",
    "v1,abc",
    "v1,é",
    "v1",
    ",",
    SIGNATURE[3:],
    SIGNATURE.replace("v1", "v2"),
    SIGNATURE.replace(",", ", "),
    SIGNATURE.lower(),
    SIGNATURE[:-1],
    "v1," + "A" * 8000,
    " ".join(["v1,AAAA"] * 1000),
)
WIDE = "1614265330".translate({digit: digit + 0xFEE0 for digit in range(48, 58)})
NO_TIME = ("nan", "1e999", "-1", "1614265330.9", "1_614_265_330", WIDE, "9" * 400)


async def test_a_signature_is_good_for_five_minutes_either_way(house: House) -> None:
    await house.endpoint("shop", SECRET)
    now = house.clock().timestamp()
    for number, (seconds, status) in enumerate([(-301, 401), (301, 401), (-299, 202), (299, 202)]):
        body = json.dumps(purchase(number)).encode()
        answer = await send(house, body, signed(body, now + seconds, SECRET))
        assert (seconds, answer.status_code) == (seconds, status)


async def test_a_signed_event_goes_the_way_of_every_other(house: House) -> None:
    await house.publish()
    await house.endpoint("shop", SECRET)
    body = json.dumps(purchase(1)).encode()
    first, again = await send_signed(house, body), await send_signed(house, body)
    assert (first.status_code, first.json()["status"]) == (202, "accepted")
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    assert again.json()["event"] == first.json()["event"]
    await house.mail(1)
    assert (await house.story(first.json()["event"]))["source"] == "generic:shop"


async def test_an_array_is_answered_one_by_one(house: House) -> None:
    await house.endpoint("shop", SECRET)
    answer = await send_signed(house, json.dumps([purchase(1), purchase(2), purchase(1)]).encode())
    assert answer.status_code == 202
    assert [one["status"] for one in answer.json()] == ["accepted", "accepted", "duplicate"]


async def test_two_secrets_are_good_while_one_replaces_the_other(house: House) -> None:
    await house.endpoint("shop", SECRET, OTHER)
    for number, secrets in enumerate([(SECRET,), (OTHER,), (OTHER, SECRET)]):
        body = json.dumps(purchase(number)).encode()
        assert (await send_signed(house, body, *secrets)).status_code == 202
    await house.endpoint("later", OTHER)
    body = json.dumps(purchase(9)).encode()
    old = signed(body, house.clock().timestamp(), SECRET)
    assert (await send(house, body, old, "later")).status_code == 401


UNUSABLE = (
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"{",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"id": "a", "type": "a.b", "properties": {"n": ' + b"9" * 5000 + b"}}",
    b'{"id": "a", "type": "a.b", "properties": {"n": NaN}}',
    b'{"id": "a", "type": "a.b", "properties": {"n": 1e999}}',
    b'{"id": "a", "type": "a.b", "properties": {"n": "\\u0000"}}',
    b'{"id": "a", "type": "a.b", "properties": {"n": "\\ud800"}}',
    b"\xef\xbb\xbf{}",
    '{"id": "a"}'.encode("utf-16"),
    b'{"id": "a", "type": "nodots"}',
)


async def test_what_is_signed_but_cannot_be_used_is_kept_byte_for_byte(house: House) -> None:
    """Senders switch an endpoint off after a few errors, so the answer is kind."""
    await house.endpoint("shop", SECRET)
    for body in UNUSABLE:
        answer = await send_signed(house, body)
        assert (answer.status_code, answer.json()) == (202, {"status": "quarantined"}), body
    kept = await rows(
        house.engine.database, "SELECT origin, reason, headers, body FROM quarantine ORDER BY id"
    )
    assert [bytes(row["body"]) for row in kept] == list(UNUSABLE)
    assert {row["origin"] for row in kept} == {"generic:shop"}
    assert all(row["reason"] for row in kept)
    assert "webhook-id" in kept[0]["headers"]
    assert "webhook-signature" not in kept[0]["headers"]
    assert (await house.stored())["event"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class Careless:
    """A source whose author checked nothing."""

    @staticmethod
    def verify(*_: Any) -> None:
        """Everybody is welcome."""

    @staticmethod
    def parse(body: bytes, *_: Any) -> list[EventBody]:
        """Whatever it says."""
        return [EventBody.model_validate(json.loads(body))]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"id": "a\x00b"}, "NUL"),
        ({"properties": {"n": float("inf")}}, "Infinity"),
        ({"occurred_at": "2027-11-02T10:00:00Z"}, "in the future"),
    ],
)
async def test_what_no_database_keeps_is_put_aside_whichever_source_it_comes_from(
    house: House, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], reason: str
) -> None:
    monkeypatch.setitem(sources(), "careless", Careless)
    await hooks.add("careless", "shop", ["x"], house.engine.keyring, house.clock())
    body = json.dumps(purchase(1) | more)
    answer = await house.web.post("/hooks/careless/shop", content=body)
    assert (answer.status_code, answer.json()) == (202, {"status": "quarantined"})
    [kept] = await rows(house.engine.database, "SELECT reason FROM quarantine")
    assert reason in kept["reason"]


async def test_an_unknown_endpoint_looks_like_a_wrong_signature(house: House) -> None:
    await house.endpoint("shop", SECRET)
    body = json.dumps(purchase(1)).encode()
    known = await send(house, body, signed(body, 0, SECRET))
    for path in ("/hooks/generic/x", "/hooks/nobody/shop", "/hooks/generic/SHOP"):
        answer = await house.web.post(path, content=body)
        assert (answer.status_code, answer.json()) == (401, known.json())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_never_redirects_and_takes_posts_only(house: House) -> None:
    await house.endpoint("shop", SECRET)
    for path in ("/hooks/generic/shop/", "//hooks/generic/shop", "/hooks/generic", "/hooks/"):
        reply = await exchange(house.url, post(path, b"{}"))
        assert (path, reply.status) == (path, 404)
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
        answer = await house.web.request(method, "/hooks/generic/shop")
        assert answer.status_code == 405
        assert "POST" in answer.headers["allow"]


async def test_a_key_that_is_stored_is_sealed(house: House) -> None:
    await house.endpoint("shop", SECRET)
    [row] = await rows(house.engine.database, "SELECT secrets FROM hook_endpoint")
    assert SECRET.removeprefix("whsec_") not in row["secrets"]
