"""From an outgoing message to an envelope and the bytes behind it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from notifiers.errors import Refused
from notifiers.outgoing import Outgoing
from notifiers.smtp.body import body, is_dotted
from notifiers.smtp.headers import header_line
from notifiers.smtp.mailbox import Mailbox, addr_spec

_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_UNSUBSCRIBE_URL = re.compile(r"https?://[!-;=?-~]{1,900}")
_EXTRA = re.compile(
    "x-.+|feedback-id|importance|in-reply-to|list-(archive|help|owner)|precedence|references",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Mail:
    """`sender` and `recipient` are the envelope's. `content` is what goes between DATA and the
    final dot: CRLF line ends only, the last one included, dots not yet doubled; if no line begins
    with one, `dotted` may be False. `begin` is to be called before the first byte of it goes out.
    """

    sender: str
    recipient: str
    message_id: str
    content: bytes
    begin: Callable[[], None] = lambda: None
    dotted: bool = True

    @property
    def octets(self) -> bytes:
        """What goes over the wire after DATA."""
        content = self.content.replace(b"\r\n.", b"\r\n..") if self.dotted else self.content
        return content + b".\r\n"

    @property
    def domain(self) -> str:
        """Of the sender that people see; the Message-ID has the same."""
        return self.message_id.rpartition("@")[2].removesuffix(">")


def compose(outgoing: Outgoing, default_sender: Mailbox, date: datetime) -> Mail:
    """`date` is aware. Raises Refused for what cannot be written as one mail to one person."""
    try:
        recipient = addr_spec(outgoing.to)
    except ValueError as error:
        raise Refused(str(error), address_is_bad=True) from None
    try:
        return _compose(outgoing, recipient, default_sender, date)
    except ValueError as error:
        raise Refused(f"cannot be written as a mail: {error}") from error


def _compose(outgoing: Outgoing, recipient: str, default: Mailbox, date: datetime) -> Mail:
    if not _REFERENCE.fullmatch(outgoing.reference):
        raise ValueError("the reference cannot be part of a Message-ID")
    alike = _alike(outgoing.sender, outgoing.reply_to, default)
    message_id = f"<{outgoing.reference}@{alike.sender.domain}>"
    content = b"".join(
        (
            alike.head,
            *(_extra_header(*one) for one in outgoing.headers.items()),
            f"To: {recipient}\r\nMessage-ID: {message_id}\r\n".encode(),  # neither has line breaks
            header_line("Subject", outgoing.subject, is_text=True),
            _date(date.replace(microsecond=0)),
            _list_headers(outgoing.unsubscribe_url, alike),
            body(outgoing.text, outgoing.html, outgoing.reference),
        )
    )
    path = outgoing.return_path
    envelope_sender = addr_spec(path) if path else alike.sender.address
    dotted = is_dotted(outgoing.text) or is_dotted(outgoing.html)
    return Mail(envelope_sender, recipient, message_id, content, outgoing.begin, dotted)


@lru_cache(maxsize=4)
def _date(second: datetime) -> bytes:
    return header_line("Date", format_datetime(second))


@dataclass(frozen=True, slots=True)
class _Alike:
    """What one mail of a survey shares with the next: who sends it, and headers."""

    sender: Mailbox
    head: bytes
    of_the_list: bytes


@lru_cache(maxsize=256)
def _alike(written: str | None, reply_to: str | None, default: Mailbox) -> _Alike:
    sender = Mailbox.parse(written, default) if written else default
    head = [header_line("From", sender.header()), header_line("MIME-Version", "1.0")]
    if reply_to:
        head.append(header_line("Reply-To", Mailbox.parse(reply_to, sender).header()))
    one_click = header_line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    return _Alike(sender, b"".join((*head, *_no_auto_reply())), _list_id(sender) + one_click)


def _list_headers(unsubscribe_url: str | None, alike: _Alike) -> bytes:
    """One-click unsubscribe (RFC 8058), for mail that one can unsubscribe from."""
    if unsubscribe_url is None:
        return b""
    if not _UNSUBSCRIBE_URL.fullmatch(unsubscribe_url):
        raise ValueError("the unsubscribe link is not a plain http(s) URL")
    return f"List-Unsubscribe: <{unsubscribe_url}>\r\n".encode() + alike.of_the_list


def _list_id(sender: Mailbox) -> bytes:
    """With a name that people can read: large mailboxes tell lists apart by it (RFC 2919)."""
    name = f"{sender.written_name()} " if sender.name else ""
    return header_line("List-Id", f"{name}<surveys.{sender.domain}>")


def _no_auto_reply() -> Iterator[bytes]:
    """Keeps out-of-office replies away: RFC 3834 for most servers, and Microsoft's own header for
    Exchange, without its "All", which would keep the bounces away too."""
    yield header_line("Auto-Submitted", "auto-generated")
    yield header_line("X-Auto-Response-Suppress", "OOF, AutoReply")


def _extra_header(name: str, value: str) -> bytes:
    if not _is_extra(name):
        raise ValueError(f"{name} is not for extra headers")
    return header_line(name, value, is_text=not value.isascii())


@lru_cache(maxsize=256)
def _is_extra(name: str) -> bool:
    return bool(_EXTRA.fullmatch(name))
