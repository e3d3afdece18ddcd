"""Durations as people write them in survey files: 30m, 1h, 3d, 2w."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from surveys.errors import Sentence

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST = timedelta(days=3660)
FORM = re.compile(r"(\d{1,6})([smhdw])")


def parse(value: Any) -> timedelta:
    """`1h` to a timedelta; ValueError for anything but a whole number and one of s m h d w."""
    if isinstance(value, timedelta):
        return value
    match = FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(Sentence("write a whole number and a unit: 90s, 30m, 1h, 3d or 2w"))
    duration = timedelta(**{UNITS[match[2]]: int(match[1])})
    if duration > LONGEST:
        raise ValueError(Sentence("ten years at most"))
    return duration


def write(duration: timedelta) -> str:
    """The shortest form that `parse` reads back."""
    seconds = int(duration.total_seconds())
    for unit, size in (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


Duration = Annotated[
    timedelta,
    BeforeValidator(parse),
    PlainSerializer(write, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,6}[smhdw]$"}),
]
