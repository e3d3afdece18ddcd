"""What senders send: recorded deliveries in tests/fixtures/<source>/, and how each signs them.

A delivery's file has its headers and its body (JSON as such, anything else as text). vectors.json
has deliveries with their secret and signature, published or made by other programs than ours.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.sources import URL, sources
from surveys.event import EventBody

FIXTURES = Path(__file__).parents[2] / "fixtures"
LATER = datetime(2026, 11, 10, 8, 0, tzinfo=UTC)
"""A week after everything in the deliveries has happened."""

Headers = dict[str, str]


@dataclass(frozen=True)
class Vector:
    """A signed delivery; `signed_at` is None where the sender signs no time."""

    source: str
    origin: str
    secret: str
    signed_at: datetime | None
    signs_body: bool
    headers: Headers
    body: bytes

    @property
    def now(self) -> datetime:
        return self.signed_at or LATER

    def verify(self, **other: Any) -> None:
        """Have it verified, with something in it changed."""
        given = {
            "body": self.body,
            "headers": self.headers,
            "secrets": [self.secret],
            "now": self.now,
            **other,
        }
        sources()[self.source].verify(**given)


def vectors(source: str) -> list[Vector]:
    """The signed deliveries of a source; a new source brings at least one."""
    path = FIXTURES / source / "vectors.json"
    assert path.exists(), f"record a signed delivery of {source} in {path.relative_to(FIXTURES)}"
    return [_vector(source, found) for found in json.loads(path.read_text("utf-8"))]


def _vector(source: str, found: dict[str, Any]) -> Vector:
    signed_at = found["signed_at"] and datetime.fromisoformat(found["signed_at"])
    return Vector(source, **{**found, "signed_at": signed_at, "body": found["body"].encode()})


def names(source: str) -> list[str]:
    """The recorded deliveries of a source."""
    found = sorted(path.stem for path in (FIXTURES / source).glob("*.json"))
    return [name for name in found if name != "vectors"]


def delivery(source: str, name: str) -> tuple[bytes, Headers]:
    """One of them, as it goes over the wire."""
    found = json.loads((FIXTURES / source / f"{name}.json").read_text("utf-8"))
    body = found["body"]
    return (body if isinstance(body, str) else json.dumps(body)).encode(), found["headers"]


def content(source: str, name: str) -> Any:
    """The JSON of one, to change it."""
    return json.loads(delivery(source, name)[0])


def parsed(source: str, name: str, now: datetime = LATER) -> list[EventBody]:
    """The events in it."""
    return sources()[source].parse(*delivery(source, name), now)


def reparsed(source: str, name: str, changed: Any) -> list[EventBody]:
    """The events in it, had it had another content."""
    _, headers = delivery(source, name)
    return sources()[source].parse(json.dumps(changed).encode(), headers, LATER)


def single(source: str, name: str) -> EventBody:
    """The only event in it."""
    [event] = parsed(source, name)
    return event


def _hmac(secret: str, content: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.new(secret.encode(), content, getattr(hashlib, algorithm)).digest()


def _text(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _generic(body: bytes, secret: str, now: datetime) -> Headers:
    seconds = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"msg_1.{seconds}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{_text(digest)}",
    }


def _stripe(body: bytes, secret: str, now: datetime) -> Headers:
    seconds = int(now.timestamp())
    digest = _hmac(secret, f"{seconds}.".encode() + body).hex()
    return {"stripe-signature": f"t={seconds},v1={digest},v0={'0' * 64}"}


def _zendesk(body: bytes, secret: str, now: datetime) -> Headers:
    time = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "x-zendesk-webhook-signature-timestamp": time,
        "x-zendesk-webhook-signature": _text(_hmac(secret, time.encode() + body)),
    }


def _hubspot(body: bytes, secret: str, now: datetime) -> Headers:
    url, time = "https://feedback.example.com/hooks/hubspot/main", f"{now.timestamp() * 1000:.0f}"
    signed = f"POST{url}".encode() + body + time.encode()
    return {
        URL: url,
        "x-hubspot-request-timestamp": time,
        "x-hubspot-signature-v3": _text(_hmac(secret, signed)),
    }


SIGNERS: Mapping[str, Callable[[bytes, str, datetime], Headers]] = {
    "generic": _generic,
    "stripe": _stripe,
    "shopify": lambda body, secret, now: {"x-shopify-hmac-sha256": _text(_hmac(secret, body))},
    "woocommerce": lambda body, secret, now: {"x-wc-webhook-signature": _text(_hmac(secret, body))},
    "zendesk": _zendesk,
    "freshdesk": lambda body, secret, now: {
        "authorization": "Basic " + _text(f"freshdesk:{secret}".encode())
    },
    "intercom": lambda body, secret, now: {
        "x-hub-signature": f"sha1={_hmac(secret, body, 'sha1').hex()}"
    },
    "hubspot": _hubspot,
    "github": lambda body, secret, now: {
        "x-hub-signature-256": f"sha256={_hmac(secret, body).hex()}"
    },
    "cloudevents": lambda body, secret, now: {"authorization": f"Bearer {secret}"},
}
"""Each sender, written after its description and not after our code."""


def signed(source: str, body: bytes, secret: str, now: datetime) -> Headers:
    """The headers with which the sender signs `body`."""
    return SIGNERS[source](body, secret, now)
