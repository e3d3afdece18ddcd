"""What a provider tells without being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable


class Unsigned(Exception):
    """Whoever said it is not the provider."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message. `reference` is that of its `Outgoing`, `provider_id` that of its
    `Receipt`; `address_is_bad`: nothing will ever arrive there, `only_here`: by this channel;
    `by_policy`: it is about us."""

    reference: str
    provider_id: str
    state: Literal["sent", "delivered", "failed"]
    code: str = ""
    reason: str = ""
    address_is_bad: bool = False
    only_here: bool = False
    by_policy: bool = False


Cause = Literal["bad_address", "soft", "policy", "other"]
"""Nobody is there; it may pass; it is about us, the sender; anything else."""


FateState = Literal["sent", "delivered", "bounced", "complained"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mail, says whoever took it. One of `names` names it, be it by return path
    or by Message-ID. `cause` is why it `bounced`; `reason` has no address in it."""

    names: tuple[str, ...]
    state: FateState
    code: str = ""
    reason: str = ""
    cause: Cause = "other"


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody wrote to `recipient`, a number of ours. `replies_to`: the `provider_id` of the
    message that they point at, `button` what the button carries that they pressed. `wish`: no more
    messages on this channel, messages again, or an explanation."""

    channel: str
    sender: str
    recipient: str
    text: str
    provider_id: str = ""
    replies_to: str = ""
    button: str = ""
    wish: Literal["stop", "start", "help"] | None = None


Notice = Delivery | Reply


@runtime_checkable
class Hearing(Protocol):
    """A channel whose provider talks back."""

    def hear(self, url: str, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """What a request to the public address `url` says, None if it is of no interest here.
        Header names are lower case. Raises `Unsigned` only."""
        ...


@runtime_checkable
class Conversing(Protocol):
    """A channel on which people may be able to write back."""

    replies: bool


def takes_replies(channel: object) -> bool:
    """Whether people can write back on this channel as it is set up."""
    return isinstance(channel, Conversing) and channel.replies
