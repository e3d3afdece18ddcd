"""Mailgun: Send > Webhooks, for delivered, temporary and permanent failure, and spam complaints.

The endpoint's secret is the HTTP webhook signing key.

What is odd about it (Mailgun's documentation of webhooks and of events):
- Only a time and a token are signed, not what is told. So a signature is of no use after the hours
  in which Mailgun tries again.
- A mail is named by the Message-ID that we gave it, without its brackets.
- `failed` is final only if its severity is permanent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from notifiers.notice import Fate
from notifiers.smtp.causes import fate
from service.sources import BadSignature, Unusable
from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.payload import Payload, read

TRIED_FOR = timedelta(hours=9)
LONGEST = 100  # characters of a time or a token

new_secret = secret_of.made_by_sender("Mailgun's page of API keys: HTTP webhook signing key")
checked_secret = secret_of.strong


async def verify(
    body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
) -> None:
    try:
        said = read(body).inner("signature")
    except Unusable as error:
        raise BadSignature(str(error)) from error
    time, token, offered = (_short(said, name) for name in ("timestamp", "token", "signature"))
    signed = f"{time}{token}".encode()
    signature.check([offered], secrets, lambda key: signature.in_hex(key, signed))
    if not -signature.TOLERANCE <= now - signature.seconds(time) <= TRIED_FOR:
        raise BadSignature("the timestamp is too old")


def _short(said: Payload, name: str) -> str:
    found = said.value(name)
    return found if isinstance(found, str) and len(found) <= LONGEST and found.isascii() else ""


def parse(body: bytes) -> Sequence[Fate]:
    event = read(body).inner("event-data")
    found = event.inner("message").inner("headers").text("message-id")
    names = (found,) if found else ()
    match event.text("event"), event.text("severity"):
        case ("accepted", _) | ("failed", "temporary"):
            return [Fate(names, "sent")]
        case "delivered", _:
            return [Fate(names, "delivered")]
        case "complained", _:
            return [Fate(names, "complained")]
        case "failed", _:
            return [_bounce(event, names)]
        case _:
            return []


def _bounce(event: Payload, names: tuple[str, ...]) -> Fate:
    """`suppress-bounce`: Mailgun did not even try, because an earlier mail had come back."""
    said = event.inner("delivery-status")
    words = said.text("message") or said.text("description") or event.text("reason") or ""
    found = fate(names, "bounced", said.text("enhanced-code") or "", f"{said.text('code')} {words}")
    before = event.text("reason") == "suppress-bounce"
    return replace(found, cause="bad_address") if before else found
