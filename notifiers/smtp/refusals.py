"""What a relay's answer means for the message, by the step at which it came."""

from typing import Literal

from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater
from notifiers.notice import Cause
from notifiers.smtp.causes import STATUS, cause_of

Step = Literal["connect", "mail", "rcpt", "data", "body"]

_OUR_LOGIN = frozenset({530, 534, 535, 538})


def refusal(step: Step, code: int, text: str) -> SendError:
    """The error for a reply that is not the one hoped for. "body" is the reply to the final dot.

    A 5xx before the recipient is named is about our own configuration: pausing the relay keeps
    the queue, where refusing message after message would empty it. 421 closes the connection on
    everybody; 454 "Throttling failure", says Amazon SES. A 4xx there is about the relay too, and a
    status 4.3.x, which is its own state (RFC 3463, 3.4), until the body may be what it chokes on;
    at the recipient it may be that one's mail server.
    """
    reason = f"{step}: {code} {text}"
    if code == 454 and "throttl" in text.lower():
        return TryLater(reason, str(code), channel_wide=True, throttled=True)
    if code == 421 or code in _OUR_LOGIN:
        return TryLater(reason, str(code), channel_wide=True)
    if 400 <= code < 500:
        return TryLater(reason, str(code), channel_wide=_is_its_own_state(step, text))
    if 500 <= code < 600 and step in ("connect", "mail"):
        return TryLater(reason, str(code), channel_wide=True)
    if 500 <= code < 600:
        cause = _cause(step, code, text)
        bad, by_policy = cause == "bad_address", cause == "policy"
        return Refused(reason, str(code), address_is_bad=bad, by_policy=by_policy)
    if step == "body":
        return OutcomeUnknown(reason, str(code))
    return TryLater(reason, str(code), channel_wide=step == "connect")


def _is_its_own_state(step: Step, text: str) -> bool:
    return step in ("connect", "mail") or (step == "data" and text.startswith("4.3."))


def _cause(step: Step, code: int, text: str) -> Cause:
    """A code alone tells about the recipient only where the recipient was named."""
    status = STATUS.match(text)
    return cause_of(status[0] if status else "", code if step == "rcpt" else 0)
