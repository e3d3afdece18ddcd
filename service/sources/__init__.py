"""Foreign systems: the folder is the registry, one file a source, no web framework inside.

A source verifies exactly as its sender signs, then turns the body into events of ours. Ids of
events are those of the business (order and status, ticket and moment) wherever the sender's own
delivery id repeats or differs for one and the same thing. What the sources share is in parts/.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from surveys.errors import InvalidInput
from surveys.event import EventBody, check

URL = ":url"
"""Beside the headers: the public address that was posted to, which some senders sign too. No
sender can set it, because no header's name begins with a colon."""


class BadSignature(Exception):
    """The delivery was not signed with any live secret, or too long ago."""


class Unusable(Exception):
    """Signed, but it holds no event that we can read; the text says why. Kept in quarantine."""


class Source(Protocol):
    """What a source's file offers. Header names are lower case."""

    def new_secret(self) -> str:
        """A secret for a new endpoint, in the form that the sender wants.

        InvalidInput, saying where to find it, when only the sender can make one.
        """

    def checked_secret(self, secret: str) -> str:
        """The secret that an operator brings, as it is to be stored; InvalidInput if unusable."""

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> None:
        """BadSignature unless one of the live secrets signed it; raises nothing else."""

    def parse(self, body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
        """The events in it, none for a ping or for what is of no interest here.

        Unusable when it cannot be read; raises nothing else.
        """


@cache
def sources() -> dict[str, Source]:
    """Every source by name."""
    modules = {m.name: import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)}
    return {
        name: cast(Source, module) for name, module in modules.items() if hasattr(module, "verify")
    }


def events_of(name: str, body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """What a source makes of a delivery, held to the same limits as any other event. Unusable says
    why it cannot be used."""
    events = sources()[name].parse(body, headers, now)
    try:
        for event in events:
            check(event, now)
    except InvalidInput as error:
        raise Unusable(str(error)) from error
    return events
