"""Events of our own shape, signed as Standard Webhooks 1.0.0 says."""

import base64
import hmac
import secrets as chance
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from service.sources import BadSignature, Unusable
from surveys.errors import InvalidInput
from surveys.event import EventBody
from surveys.event import parse as parse_events

TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 16
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(chance.token_bytes(32)).decode()


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """Any of the secrets, any of the signatures: that is how both sides rotate."""
    values = {name: headers.get(name, "") for name in HEADERS}
    if not all(values.values()) or not all(value.isascii() for value in values.values()):
        raise BadSignature("webhook-id, webhook-timestamp and webhook-signature are needed")
    _check_time(values["webhook-timestamp"], now)
    offered = values["webhook-signature"].split()[:MOST_SIGNATURES]
    expected = [_signature(secret, values, body) for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in expected for other in offered):
        raise BadSignature("no signature fits")


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """The body is what POST /v1/events takes."""
    try:
        return parse_events(body, now)[0]
    except InvalidInput as error:
        raise Unusable(str(error)) from error


def _check_time(timestamp: str, now: datetime) -> None:
    if not timestamp.isdigit() or len(timestamp) > 12:
        raise BadSignature("webhook-timestamp is whole seconds since 1970")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise BadSignature("webhook-timestamp is more than five minutes away")


def _signature(secret: str, values: Mapping[str, str], body: bytes) -> str:
    """Over the raw bytes. The reference library signs text only, reads the wall clock, and lets
    ValueError and TypeError out on garbage; the tests hold this against it.
    """
    key = base64.b64decode(secret.removeprefix("whsec_") + "==")
    signed = f"{values['webhook-id']}.{values['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
