"""Events of our own shape, signed as Standard Webhooks 1.0.0 says."""

import base64
import secrets as chance
from collections.abc import Mapping, Sequence
from datetime import datetime

from service.sources import BadSignature, Unusable
from service.sources.parts import signature
from service.sources.parts.payload import check_bounds
from service.sources.parts.secret import refused
from surveys.errors import InvalidInput
from surveys.event import EventBody
from surveys.event import parse as parse_events

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
PREFIX = "whsec_"


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(chance.token_bytes(32)).decode()


def checked_secret(secret: str) -> str:
    """24 to 64 bytes in base64, with or without `whsec_` and padding."""
    found = secret.strip()
    if not 24 <= len(_key(found)) <= 64:
        raise refused("must be the base64 of 24 to 64 bytes, after whsec_")
    return found


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """Any of the secrets, any of the signatures: that is how both sides rotate.

    Over the raw bytes. The reference library signs text only, reads the wall clock, and lets
    ValueError and TypeError out on garbage; the tests hold this against it.
    """
    identity, timestamp, signatures = (headers.get(name, "") for name in HEADERS)
    if not identity or not signatures or not (identity + signatures).isascii():
        raise BadSignature("webhook-id, webhook-timestamp and webhook-signature are needed")
    signature.check_age(signature.seconds(timestamp), now)
    signed = f"{identity}.{timestamp}.".encode() + body
    keys = [_key(secret) for secret in secrets]
    signature.check_keys(
        signatures.split(), keys, lambda key: f"v1,{signature.in_base64(key, signed)}"
    )


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """The body is what POST /v1/events takes."""
    check_bounds(body)
    try:
        return parse_events(body, now)[0]
    except InvalidInput as error:
        raise Unusable(str(error)) from error


def _key(secret: str) -> bytes:
    """Senders drop the padding: the published vectors have secrets of 31 and 34 characters.

    What is not base64 gives the empty key, which signs nothing.
    """
    found = secret.removeprefix(PREFIX).rstrip("=")
    try:
        return base64.b64decode(found + "=" * (-len(found) % 4), validate=True)
    except ValueError:
        return b""
