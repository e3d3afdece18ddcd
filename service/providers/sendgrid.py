"""Twilio SendGrid: Settings > Mail settings > Event webhook, with the signature enabled.

The endpoint's secret is the verification key that SendGrid shows there; it is a public one.

What is odd about it (SendGrid's event webhook reference; reports of its users):
- A mail is named by the Message-ID that we gave it, `smtp-id`; the envelope sender is SendGrid's.
- `bounce` with type `blocked` says nothing about the address. `status` may be missing.
- `dropped` means that SendGrid did not even try, because of what it knows of the address.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from notifiers.errors import without_identity
from notifiers.notice import Cause, Fate
from notifiers.smtp.causes import fate
from service.sources import BadSignature
from service.sources.parts import secret as secret_of
from service.sources.parts.payload import Payload, read_each

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
GONE = ("Bounced Address", "Invalid")

new_secret = secret_of.made_by_sender("SendGrid's settings of the event webhook: verification key")


def checked_secret(secret: str) -> str:
    try:
        _key(secret.strip())
    except ValueError as error:
        raise secret_of.refused("is not the verification key that SendGrid shows") from error
    return secret.strip()


async def verify(
    body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
) -> None:
    if not any(_fits(secret, body, headers) for secret in secrets):
        raise BadSignature("no signature fits")


def _fits(secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        signature = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
        signed = headers.get(TIMESTAMP, "").encode() + body
        _key(secret).verify(signature, signed, ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def _key(secret: str) -> ec.EllipticCurvePublicKey:
    """ValueError for anything else."""
    try:
        found = load_der_public_key(base64.b64decode(secret, validate=True))
    except UnsupportedAlgorithm as error:
        raise ValueError("no such key") from error
    if not isinstance(found, ec.EllipticCurvePublicKey):
        raise ValueError("not a key on a curve")
    return found


def parse(body: bytes) -> Sequence[Fate]:
    return [found for event in read_each(body) for found in _fates(event)]


def _fates(event: Payload) -> list[Fate]:
    names = tuple(name for name in [event.text("smtp-id")] if name)
    reason = event.text("reason") or ""
    match event.text("event"):
        case "processed" | "deferred":
            return [Fate(names, "sent")]
        case "delivered":
            return [Fate(names, "delivered")]
        case "spamreport":
            return [Fate(names, "complained")]
        case "dropped":
            gone: Cause = "bad_address" if reason in GONE else "other"
            return [Fate(names, "bounced", "dropped", without_identity(reason), gone)]
        case "bounce":
            return [_bounce(event, names, reason)]
        case _:
            return []


def _bounce(event: Payload, names: tuple[str, ...], reason: str) -> Fate:
    found = fate(names, "bounced", event.text("status") or "", reason)
    if event.text("bounce_classification") == "Invalid Address":
        return replace(found, cause="bad_address")
    blocked = event.text("type") == "blocked" and found.cause == "bad_address"
    return replace(found, cause="other") if blocked else found
