"""Whoever posts to an endpoint with a secret of its own: sources of events, providers of mail."""

from collections.abc import Mapping

from service.providers import Provider, providers
from service.sources import Source, sources
from surveys.errors import FieldError, InvalidInput

Sender = Source | Provider


def senders() -> Mapping[str, Sender]:
    """All by name. No provider is named like a source."""
    return {**sources(), **providers()}


def sender_named(name: str) -> Sender:
    """InvalidInput names those that there are."""
    if name not in senders():
        raise InvalidInput(FieldError("source", f"must be one of {', '.join(sorted(senders()))}"))
    return senders()[name]


def path_of(sender: str, endpoint: str) -> str:
    """Where it posts to."""
    return f"/{'receipts' if sender in providers() else 'hooks'}/{sender}/{endpoint}"
