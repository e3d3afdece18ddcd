"""Text and numbers that JSON can say but databases cannot keep: NUL, NaN, Infinity."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from surveys.errors import Sentence

REMEDY = Sentence(
    "holds a NUL character (\\u0000), NaN or Infinity, which JSON databases cannot keep"
)


def find_unkeepable(value: Any, path: str = "") -> str | None:
    """Path of the first text with a NUL or number that is not finite, None if all is well."""
    bad = "\x00" in value if isinstance(value, str) else _infinite(value)
    if bad:
        return path or "body"
    for step, inner in _inside(value):
        if "\x00" in step:
            return path or "body"
        if (found := find_unkeepable(inner, f"{path}{step}".lstrip("."))) is not None:
            return found
    return None


def _infinite(value: Any) -> bool:
    return isinstance(value, float) and not isfinite(value)


def _inside(value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        return ((f".{key}", inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ((f"[{number}]", inner) for number, inner in enumerate(value))
    return ()
