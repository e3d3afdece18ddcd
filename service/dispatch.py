"""Sends one claimed message and says what became of it."""

from collections.abc import Callable
from datetime import timedelta

import structlog

import notifiers
from notifiers.channel import begins
from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater
from notifiers.outgoing import Outgoing, Template
from service import policy
from service.asked import Asked
from service.engine import Engine
from service.providers import postmark
from service.references import reference_of, return_path
from service.skeleton import written
from surveys.delivery import Due, Outcome
from surveys.keyring import Keyring, short_code
from surveys.suppression import on_channel

log = structlog.get_logger()
POISON_WAIT_SECONDS = 3600.0
SESSION = timedelta(hours=24)


Said = tuple[Outcome, SendError | None]
"""The outcome, and what the channel said if it did not take the message."""


async def send(engine: Engine, due: Due, lane: str, begin: Callable[[], None]) -> Said:
    """`begin` is called before the first byte goes out with which the message may arrive."""
    address = getattr(due, notifiers.contact_field(due.channel))
    if address is None:
        return Outcome(due, "failed", error="the contact has no such address any more"), None
    channel = engine.channels[due.channel]
    try:
        outgoing = _outgoing(engine, due, address, lane, begin)
    except Exception as error:  # a template's bug; nothing has gone out yet, so it may be mended
        log.exception("dispatch.not_rendered", message=due.message_id)
        reason = f"could not be written: {type(error).__name__}"
        return Outcome(due, "queued", error=reason, wait_seconds=POISON_WAIT_SECONDS), None
    try:
        if not begins(channel):
            begin()
        receipt = await channel.send(outgoing)
    except Refused as error:
        if error.by_policy:
            policy.warn(due.channel, error.code, error.reason)
        closed = on_channel(due.channel, address) if error.only_here else address
        bad = closed if error.address_is_bad else None
        outcome = Outcome(due, "failed", code=error.code, error=error.reason, bad_address=bad)
        return outcome, error
    except TryLater as error:
        wait = error.retry_after_seconds
        outcome = Outcome(due, "queued", code=error.code, error=error.reason, wait_seconds=wait)
        return outcome, error
    except OutcomeUnknown as error:
        return Outcome(due, "unknown", code=error.code, error=error.reason), error
    except Exception as error:  # a channel's bug, perhaps after the last byte: never send it again
        log.exception("dispatch.channel_bug", message=due.message_id, channel=due.channel)
        return Outcome(due, "unknown", error=f"a fault of ours: {type(error).__name__}"), None
    return Outcome(due, "sent", provider_id=receipt.provider_id), None


def _outgoing(
    engine: Engine, due: Due, address: str, lane: str, begin: Callable[[], None]
) -> Outgoing:
    base_url, reference = engine.settings.base_url, reference_of(due.message_id, due.token)
    asked = _asked(due, base_url, engine.keyring, due.channel in engine.outbox.conversing)
    rendered, mail = written(due.channel, asked), due.channel == "email"
    brand = due.definition.brand if mail else None
    return Outgoing(
        to=address,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        reference=reference,
        unsubscribe_url=asked.unsubscribe_url,
        receipts_url=f"{base_url}/receipts/{due.channel}",
        return_path=return_path(due.message_id, engine.keyring, engine.settings.bounce_domain),
        template=_template(engine, due, asked) if due.channel == "whatsapp" else None,
        lane=lane,
        begin=begin,
        sender=(brand.mail_from or brand.name) if brand else None,
        reply_to=brand.reply_to if brand else None,
        headers=_headers(due, reference) if mail else {},
    )


def _asked(due: Due, base_url: str, keyring: Keyring, replies: bool) -> Asked:
    """The invitation as templates see it."""
    return Asked(
        definition=due.definition,
        language=due.language,
        name=due.name,
        segments=due.segments,
        answer_url=f"{base_url}/r/{due.token}",
        short_url=f"{base_url}/s/{short_code(due.token)}",
        unsubscribe_url=f"{base_url}/u/{keyring.unsubscribe_token(due.invitation_id)}",
        expires_at=due.expires_at,
        replies=replies,
    )


def _template(engine: Engine, due: Due, asked: Asked) -> Template | None:
    """What WhatsApp wants outside of the 24 hours after the customer's own last words."""
    in_session = due.heard_at is not None and engine.clock() < due.heard_at + SESSION
    return None if in_session else asked.template()


def _headers(due: Due, reference: str) -> dict[str, str]:
    """Gmail tells senders their spam rate by the Feedback-ID; its last part must stay the same for
    ever."""
    feedback_id = f"{due.definition.key}:{due.definition.kind}:{due.kind}:afterword"
    return {"Feedback-ID": feedback_id, postmark.HEADER: reference}
