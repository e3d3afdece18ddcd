"""Why a mail was refused, from what mail servers say about it (RFC 3463, RFC 5321)."""

import re

from notifiers.errors import without_identity
from notifiers.notice import Cause, Fate, FateState

STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_DIAGNOSTIC = 1000  # characters; the code comes first
_CODE = re.compile(r"(?<![\d.,])[245]\d\d(?![\d.])")
_PROTOCOL = re.compile(r"^\s*smtp\s*;\s*", re.IGNORECASE)
_NOBODY_THERE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_NOBODY_THERE_BASIC = frozenset({550, 551, 553})


def cause_of(status: str, code: int) -> Cause:
    """From the enhanced status. The basic code counts only where that says nothing: with 5.7.x,
    say, a 550 is about us and not about them. 0 and "" where there is none.

    A full mailbox (x.2.2) and a wrong route (5.4.x, which may be our own DNS) say nothing bad of
    the address.
    """
    kind, _, detail = status.partition(".")
    if not status or detail == "0.0":
        return _basic(code)
    if status in _NOBODY_THERE:
        return "bad_address"
    if detail.startswith("7."):
        return "policy"
    return "soft" if kind == "4" and detail != "2.2" else "other"


def _basic(code: int) -> Cause:
    if code in _NOBODY_THERE_BASIC:
        return "bad_address"
    if code == 554:
        return "policy"
    return "soft" if 400 <= code < 500 or code == 552 else "other"


def fate(names: tuple[str, ...], state: FateState, status: str, diagnostic: str) -> Fate:
    """In the words of a mail server: `5.1.1` and `smtp; 550 5.1.1 no such user`."""
    diagnostic = diagnostic[:_DIAGNOSTIC]
    said = [*STATUS.findall(status), *STATUS.findall(diagnostic)]
    telling = [one for one in said if not one.endswith(".0.0")]
    enhanced = next(iter(telling or said), "")
    basic = next(iter(_CODE.findall(diagnostic)), "")
    cause = cause_of(enhanced, int(basic or 0))
    reason = without_identity(_PROTOCOL.sub("", diagnostic))
    return Fate(names, state, enhanced or basic, reason, cause)
