"""What a relay's answer means for the message, by the step at which it came."""

import re
from typing import Literal

from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater

Step = Literal["connect", "mail", "rcpt", "data", "body"]

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_NOBODY_THERE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_NOBODY_THERE_BASIC = frozenset({550, 551, 553})
"""Used only without an enhanced status: with 5.7.x, say, a 550 is about us and not about them."""
_OUR_LOGIN = frozenset({530, 534, 535, 538})


def refusal(step: Step, code: int, text: str) -> SendError:
    """The error for a reply that is not the one hoped for. "body" is the reply to the final dot.

    A 5xx before the recipient is named is about our own configuration: pausing the channel keeps
    the queue, where refusing message after message would empty it.
    """
    reason = f"{step}: {code} {text}"
    if _is_throttled(code, text) or code in _OUR_LOGIN:
        return TryLater(reason, str(code), channel_wide=True)
    if 400 <= code < 500:
        return TryLater(reason, str(code), channel_wide=step == "connect")
    if 500 <= code < 600 and step in ("connect", "mail"):
        return TryLater(reason, str(code), channel_wide=True)
    if 500 <= code < 600:
        return Refused(reason, str(code), address_is_bad=_address_is_bad(step, code, text))
    if step == "body":
        return OutcomeUnknown(reason, str(code))
    return TryLater(reason, str(code), channel_wide=step == "connect")


def _is_throttled(code: int, text: str) -> bool:
    """421 closes the connection on everybody; Amazon SES says 454 "Throttling failure"."""
    return code == 421 or (code == 454 and "throttl" in text.lower())


def _address_is_bad(step: Step, code: int, text: str) -> bool:
    status = _STATUS.match(text)
    if status:
        return status.group() in _NOBODY_THERE
    return step == "rcpt" and code in _NOBODY_THERE_BASIC
