"""Twilio's error codes, as far as they change what we do.

Twilio warns that codes come and change (changelog of 2024-07-10), so an unknown one means: do not
try this message again, and think nothing bad of the number. The list holds the codes of the
REST answer and those that only a status callback brings.
"""

from enum import Enum

from notifiers.errors import Refused, SendError, TryLater


class Verdict(Enum):
    BAD_NUMBER = "nothing will arrive at this number"
    BAD_HERE = "nothing will arrive at this number by this channel"
    NOT_THIS_MESSAGE = "do not send this message again"
    ABOUT_US = "do not send this message again; the next will fare no better until somebody looks"
    PAUSE = "the account or the sender is out of order"
    SLOW_DOWN = "the account or the sender has too much in hand"
    IN_AN_HOUR = "the phone or its network is out of reach"


CODES: dict[int, Verdict] = {
    20003: Verdict.PAUSE,  # authentication
    20429: Verdict.SLOW_DOWN,  # too many requests at once: never processed, safe to repeat
    21211: Verdict.BAD_NUMBER,  # invalid To
    21408: Verdict.ABOUT_US,  # region not enabled for the account
    21606: Verdict.ABOUT_US,  # From cannot send to this To
    21609: Verdict.PAUSE,  # StatusCallback is no public address
    21610: Verdict.NOT_THIS_MESSAGE,  # opted out by STOP, until START
    21611: Verdict.SLOW_DOWN,  # the queue of this From is full
    21612: Verdict.ABOUT_US,  # no route for From and To
    21614: Verdict.BAD_HERE,  # not a mobile number
    21617: Verdict.ABOUT_US,  # body over 1600 characters
    21655: Verdict.ABOUT_US,  # no such ContentSid
    21656: Verdict.ABOUT_US,  # bad ContentVariables
    30001: Verdict.SLOW_DOWN,  # queue overflow
    30002: Verdict.PAUSE,  # account suspended
    30003: Verdict.IN_AN_HOUR,  # handset unreachable
    30004: Verdict.NOT_THIS_MESSAGE,  # blocked
    30005: Verdict.BAD_NUMBER,  # unknown handset
    30006: Verdict.BAD_HERE,  # landline or unreachable carrier
    30007: Verdict.ABOUT_US,  # filtered
    30008: Verdict.IN_AN_HOUR,  # unknown error of the carrier
    30034: Verdict.ABOUT_US,  # A2P 10DLC registration is missing
    30036: Verdict.NOT_THIS_MESSAGE,  # validity period over
    30450: Verdict.ABOUT_US,  # pumping protection
    30610: Verdict.NOT_THIS_MESSAGE,  # quiet hours
    30640: Verdict.NOT_THIS_MESSAGE,  # litigator
    63003: Verdict.BAD_HERE,  # no such WhatsApp user
    63016: Verdict.ABOUT_US,  # outside the 24 hours without a template
    63017: Verdict.SLOW_DOWN,
    63018: Verdict.SLOW_DOWN,
    63020: Verdict.PAUSE,  # invitation of Meta not accepted
    63021: Verdict.ABOUT_US,  # content refused
    63024: Verdict.BAD_HERE,  # invalid WhatsApp recipient
    63032: Verdict.NOT_THIS_MESSAGE,  # Meta declined
    63049: Verdict.NOT_THIS_MESSAGE,  # Meta declined marketing
}

_HOUR_SECONDS = 3600.0


def failure(code: int, reason: str) -> SendError:
    """The error for one of Twilio's codes."""
    match CODES.get(code, Verdict.NOT_THIS_MESSAGE):
        case Verdict.BAD_NUMBER:
            return Refused(reason, str(code), address_is_bad=True)
        case Verdict.BAD_HERE:
            return Refused(reason, str(code), address_is_bad=True, only_here=True)
        case Verdict.NOT_THIS_MESSAGE:
            return Refused(reason, str(code))
        case Verdict.ABOUT_US:
            return Refused(reason, str(code), by_policy=True)
        case Verdict.PAUSE | Verdict.SLOW_DOWN:
            return TryLater(reason, str(code), channel_wide=True)
        case Verdict.IN_AN_HOUR:
            return TryLater(reason, str(code), retry_after_seconds=_HOUR_SECONDS)
