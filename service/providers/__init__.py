"""Those who send our mail for us and tell what became of it: the folder is the registry, one file a
provider, no web framework and no database inside.

A provider verifies exactly as it signs, then turns the body into what happened. Receipts may come
twice and in any order; the domain sees to that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from notifiers.notice import Fate


class NoAnswer(Exception):
    """What the provider has to show for its signature cannot be had just now."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """The provider wants this link of its own opened before it tells anything."""

    url: str


class Provider(Protocol):
    """What a provider's file offers. Header names are lower case."""

    def new_secret(self) -> str:
        """As in a source's file."""

    def checked_secret(self, secret: str) -> str:
        """As in a source's file."""

    async def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> None:
        """BadSignature unless it was signed as one of the live secrets says; NoAnswer."""

    def parse(self, body: bytes) -> Sequence[Fate | Confirm]:
        """What happened, nothing if it is of no interest here; Unusable when it cannot be read."""


@cache
def providers() -> dict[str, Provider]:
    """Every provider by name."""
    modules = {m.name: import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)}
    return {
        name: cast(Provider, module)
        for name, module in modules.items()
        if hasattr(module, "verify")
    }
