"""Reports by mail: what could not be delivered (RFC 3464), and who complained (RFC 5965).

Anybody can send a mail, so nothing here is proven: whoever reads the names must check them.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import TypeAlias

from notifiers.notice import Fate, FateState
from notifiers.smtp.causes import fate

LARGEST = 128 * 1024
"""The report stands before the mail that it is about, and of that the headers are enough."""
MOST_PARTS = 50
MOST_LEVELS = 10
"""Of parts inside parts. A hundred levels take the parser seconds."""
LONGEST_TYPE = 1000
"""Of a part, with its parameters: the parser's time grows with the square of their number."""
NAMING = ("to", "x-original-to", "delivered-to", "original-mail-from", "return-path", "message-id")
ACTIONS: dict[str, FateState] = {
    "failed": "bounced",
    "delayed": "sent",
    "relayed": "sent",
    "expanded": "sent",
    "delivered": "delivered",
}
COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list"})
_TYPE = re.compile(rb"(?im)^content-[a-z-]+[ \t]*:.*(?:\r?\n[ \t].*)*")
_INTERNATIONAL = re.compile(rb"(?i)message/global-delivery-status")  # RFC 6533: read it the same

Part: TypeAlias = "Message[str, str]"


class Unreadable(Exception):
    """There is no report in the mail, or none that says what became of a mail."""


def read(mail: bytes) -> Fate:
    """What a mail reports; Unreadable without, which says why and names nobody."""
    try:
        parts = list(_parts(mail))
        names = tuple(_values(parts, *NAMING))
        return _complaint(parts, names) or _status(parts, names)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Unreadable(f"cannot be read: {type(error).__name__}") from error


def _parts(mail: bytes) -> Iterator[Part]:
    """The mail, all that it is made of, and the headers of the mail that it is about."""
    head = _INTERNATIONAL.sub(b"message/delivery-status", mail[:LARGEST])
    if head.lower().count(b"multipart/") > MOST_LEVELS:
        raise Unreadable("has parts inside parts inside parts")
    if any(len(found[0]) > LONGEST_TYPE for found in _TYPE.finditer(head)):
        raise Unreadable("has a type without end")
    for number, part in enumerate(message_from_bytes(head).walk()):
        if number >= MOST_PARTS:
            raise Unreadable("has too many parts")
        yield part
        if part.get_content_type() == "text/rfc822-headers":
            yield message_from_string(_text(part))


def _complaint(parts: list[Part], names: tuple[str, ...]) -> Fate | None:
    kinds = {kind.lower() for kind in _values(parts, "feedback-type")}
    if not kinds:
        return None
    if not kinds & COMPLAINTS:
        raise Unreadable("is feedback, but no complaint")
    return Fate(names, "complained")


def _status(parts: list[Part], names: tuple[str, ...]) -> Fate:
    """Each mail of ours has one recipient; who is behind that may fail one by one."""
    told = [(ACTIONS.get(_first(part, "action").lower()), part) for part in parts]
    known = [(state, part) for state, part in told if state is not None]
    if not known:
        raise Unreadable("holds no delivery status")
    state, worst = min(known, key=lambda one: one[0] != "bounced")
    return fate(names, state, _first(worst, "status"), _first(worst, "diagnostic-code"))


def _values(parts: list[Part], *names: str) -> Iterator[str]:
    for part in parts:
        for name in names:
            yield from (str(value).strip() for value in part.get_all(name, []))


def _first(part: Part, name: str) -> str:
    return str(part.get(name, "")).strip()


def _text(part: Part) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
