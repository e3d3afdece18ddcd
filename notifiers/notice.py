"""What a provider tells without being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable


class Unsigned(Exception):
    """Whoever said it is not the provider."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message. `reference` is that of its `Outgoing`, `provider_id` that of its
    `Receipt`; `address_is_bad`: nothing will ever arrive there."""

    reference: str
    provider_id: str
    state: Literal["sent", "delivered", "failed"]
    code: str = ""
    reason: str = ""
    address_is_bad: bool = False


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
class Wish:
    """Somebody wants no more messages on a channel, or wants them again."""

    channel: str
    address: str
    stop: bool


Notice = Delivery | Wish


@runtime_checkable
class Hearing(Protocol):
    """A channel whose provider talks back."""

    def hear(self, url: str, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """What a request to the public address `url` says, None if it is of no interest here.
        Header names are lower case. Raises `Unsigned` only."""
        ...
