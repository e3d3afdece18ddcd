"""What a provider tells without being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable


class Unsigned(Exception):
    """Whoever said it is not the provider."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message. `reference` is that of its `Outgoing`, `provider_id` that of its
    `Receipt`; `bad_address`: nothing will ever arrive there."""

    reference: str
    provider_id: str
    state: Literal["sent", "delivered", "failed"]
    code: str = ""
    reason: str = ""
    bad_address: str | None = None


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
