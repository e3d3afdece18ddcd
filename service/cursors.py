"""Opaque cursors: where a list goes on."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from surveys.errors import FieldError, InvalidInput


def write(position: int | None) -> str | None:
    """A cursor for a position, None for the end."""
    return None if position is None else urlsafe_b64encode(f"1:{position}".encode()).decode()


def read(cursor: str | None) -> int | None:
    """The position; InvalidInput for anything that `write` did not make."""
    if not cursor:
        return None
    try:
        version, _, position = (
            urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").partition(":")
        )
        if version == "1" and position.isdigit() and len(position) < 19:
            return int(position)
    except (Error, UnicodeError, ValueError):
        pass  # told below, with every other wrong cursor
    raise InvalidInput(FieldError("cursor", "is not one of ours; leave it out to start over"))
