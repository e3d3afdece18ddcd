"""Secrets of endpoints: made by us, or brought by the operator. There is never none."""

import secrets as chance
from collections.abc import Callable

from surveys.errors import FieldError, InvalidInput

FEWEST_CHARACTERS = 24


def made() -> str:
    """32 random bytes in 43 letters and digits, dashes and underscores."""
    return chance.token_urlsafe(32)


def strong(secret: str) -> str:
    """Without the space that came along with the paste; InvalidInput when it can be guessed."""
    found = secret.strip()
    if not found.isprintable() or not found.isascii():
        raise refused("has characters that cannot be part of a secret; copy it again")
    if len(found) < FEWEST_CHARACTERS:
        raise refused(f"must have at least {FEWEST_CHARACTERS} characters")
    return found


def refused(message: str) -> InvalidInput:
    """What to raise about a secret."""
    return InvalidInput(FieldError("secret", message))


def made_by_sender(where: str) -> Callable[[], str]:
    """A `new_secret` that only says where the sender shows the secret that it has made."""

    def new_secret() -> str:
        raise refused(f"is made by the sender: copy it from {where}")

    return new_secret
