"""Everything a channel's `send` may raise.

SendError
  ├ Refused          permanent: never try this message on this channel again
  ├ TryLater         temporary, and certainly not delivered
  └ OutcomeUnknown   it may or may not have been delivered: must not be sent again

Any other exception out of `send` is a bug.
"""

import re

_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_NUMBER = re.compile(r"\+?\d{7,15}")
_REASON_CHARACTERS = 300
_READ_OF_IT = 2000  # characters; some mail servers write whole pages


class SendError(Exception):
    """`reason` is safe to store and to log: providers love to repeat the address or the number
    in their answers, so both are taken out, and so is what a database would not take.
    `code` is the provider's own code ("550", "21211"), "" when there was no answer.
    """

    def __init__(self, reason: str, code: str = "") -> None:
        self.reason = without_identity(reason)
        self.code = code
        super().__init__(self.reason)


class Refused(SendError):
    """`address_is_bad`: nothing will ever arrive there, so the address should be suppressed;
    `only_here`: it may be good on another channel, as a number without WhatsApp is.
    `by_policy`: it is about us, and the next message will fare no better."""

    def __init__(
        self,
        reason: str,
        code: str = "",
        *,
        address_is_bad: bool = False,
        only_here: bool = False,
        by_policy: bool = False,
    ) -> None:
        super().__init__(reason, code)
        self.address_is_bad = address_is_bad
        self.only_here = only_here
        self.by_policy = by_policy


class TryLater(SendError):
    """`channel_wide`: the relay or the account itself is down, throttling or wrongly configured,
    so its lane should pause rather than burn the attempts of message after message.
    `throttled`: it takes messages, only not so many. Neither, and no code: the line broke before
    the message was handed over, so it may be tried once more at once.
    `retry_after_seconds` is the provider's wish, None when it named none.
    """

    def __init__(
        self,
        reason: str,
        code: str = "",
        *,
        retry_after_seconds: float | None = None,
        channel_wide: bool = False,
        throttled: bool = False,
    ) -> None:
        super().__init__(reason, code)
        self.retry_after_seconds = retry_after_seconds
        self.channel_wide = channel_wide
        self.throttled = throttled


class OutcomeUnknown(SendError):
    """The request or the body had been written and no usable answer came back."""


def without_identity(reason: str) -> str:
    """Fit to be kept and logged."""
    printable = "".join(letter if letter.isprintable() else " " for letter in reason[:_READ_OF_IT])
    anonymous = _NUMBER.sub("(number)", _ADDRESS.sub("(address)", printable))
    return " ".join(anonymous.split())[:_REASON_CHARACTERS]
