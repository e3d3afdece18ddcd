"""What a channel is asked to send, and what it hands back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from notifiers.form import Filled


@dataclass(frozen=True, slots=True)
class Template:
    """A text that the provider knows by its name and fills by itself."""

    sid: str
    variables: Mapping[str, str]


@dataclass(slots=True)
class Outgoing:
    """One message to one person, ready to go.

    `to` is an e-mail addr-spec or an E.164 phone number, already normalised.
    `subject` is "" where the channel has none. `text` and `html` may be filled forms, which e-mail
    need not encode anew for each.
    `reference` identifies the message over all its attempts (letters, digits, `-`, `_`); e-mail
    makes the left part of the Message-ID of it, so that a repeated mail can be recognised.
    `sender` and `reply_to` are written in the channel's own form: for e-mail a display name, an
    address or both (`"Acme" <survey@acme.com>`), for SMS and WhatsApp a number; None means the
    channel's default. Mails with an `unsubscribe_url` get one-click unsubscribe (RFC 8058).
    `receipts_url` is where the provider should tell what becomes of the message, if it can.
    `return_path` is where a mail goes that cannot be delivered; None means to its sender.
    `template` goes out instead of `text`, where the channel has such.
    `begin` is called right before the bytes go out with which the message may arrive, by channels
    that say of themselves that they do (`begins = True`); for the others it has been called.
    `lane` names which of the channel's lanes to take, "" the first.
    `headers` are for what e-mail knows beside that: X-..., Feedback-ID, In-Reply-To and the like.
    """

    to: str
    subject: str
    text: str | Filled
    html: str | Filled | None
    reference: str
    unsubscribe_url: str | None
    sender: str | None = None
    reply_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    receipts_url: str | None = None
    return_path: str | None = None
    template: Template | None = None
    begin: Callable[[], None] = lambda: None
    lane: str = ""


@dataclass(slots=True)
class Receipt:
    """Proof of acceptance: `provider_id` is the Message-ID with its brackets, or Twilio's sid."""

    provider_id: str
