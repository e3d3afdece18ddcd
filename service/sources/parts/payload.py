"""JSON of strangers: nothing of it is used before its type is known."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import JsonValue

from service.sources import Unusable

LONGEST_NUMBER = 18
"""Digits of a whole number that every database takes; longer ones become text."""
LARGEST_EXPONENT = 300
LONGEST_TEXT = 500
"""Characters of a detail; what is longer is cut. Ids are never cut."""
MOST_SIGNS = 40_000
"""Commas, colons and brackets of a body: some 20,000 fields. Reading more would take longer than
50 ms, and every other request of the process would wait for it."""
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class Payload:
    """An object. Paths go inwards with dots: `billing.email`.

    Missing, null, empty and of another type are all the same to a reader: there is nothing.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def value(self, path: str) -> object:
        """Whatever is there, None if nothing is."""
        found: Any = self._fields
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def text(self, path: str) -> str | None:
        """Text, or a number as its digits, with U+FFFD for what databases cannot keep."""
        found = self.value(path)
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            found = format(found, "f" if isinstance(found, Decimal) else "d")
        return _clean(found).strip()[:LONGEST_TEXT] or None if isinstance(found, str) else None

    def required(self, path: str) -> str:
        """Text that there must be, uncut; Unusable names it."""
        found = self.value(path)
        text = _clean(found).strip() if isinstance(found, str) else self.text(path)
        if not text:
            raise Unusable(f"{path} is missing")
        return text

    def inner(self, path: str) -> "Payload":
        """An object, empty if there is none."""
        found = self.value(path)
        return Payload(found if isinstance(found, Mapping) else {})

    def each(self, path: str) -> list["Payload"]:
        """The objects of an array."""
        found = self.value(path)
        entries = found if isinstance(found, list) else []
        return [Payload(entry) for entry in entries if isinstance(entry, Mapping)]

    def details(self) -> dict[str, JsonValue]:
        """Every text, number (fractions as text), true and false directly in it, by its name."""
        found = {name: self._detail(name) for name in self._fields if "." not in name}
        return {_clean(name): detail for name, detail in found.items() if detail is not None}

    def _detail(self, name: str) -> JsonValue:
        found = self._fields[name]
        return found if isinstance(found, bool | int) else self.text(name)


def read(body: bytes) -> Payload:
    """The object that a body is; Unusable for anything else."""
    found = _read(body)
    if not isinstance(found, Mapping):
        raise Unusable("the body is no JSON object")
    return Payload(found)


def read_each(body: bytes) -> list[Payload]:
    """The objects of the array that a body is, or the one object; Unusable for anything else."""
    found = _read(body)
    entries = found if isinstance(found, list) else [found]
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        raise Unusable("the body is neither a JSON object nor an array of them")
    return [Payload(entry) for entry in entries]


def check_bounds(body: bytes) -> None:
    """Unusable when it has too many fields; signs in texts count as well."""
    if sum(body.count(sign) for sign in (b",", b":", b"{", b"[")) > MOST_SIGNS:
        raise Unusable(f"the body has more than {MOST_SIGNS} commas, colons and brackets")


def _read(body: bytes) -> Any:
    check_bounds(body)
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise Unusable(f"the body is not JSON: {_reason(error)}") from error


def _whole(digits: str) -> int | str:
    if len(digits) > LARGEST_EXPONENT:
        raise ValueError("a number is out of range")
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _fraction(digits: str) -> Decimal:
    """Exact, unlike a float; and of a size that can be written out."""
    if len(digits) <= LARGEST_EXPONENT and "e" not in digits and "E" not in digits:
        return Decimal(digits)
    try:
        found = Decimal(digits)
    except InvalidOperation as error:
        raise ValueError("a number is out of range") from error
    if abs(found.adjusted()) > LARGEST_EXPONENT:
        raise ValueError("a number is out of range")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _reason(error: Exception) -> str:
    """Never the content itself: reasons are shown in lists."""
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return str(error)


def _clean(text: str) -> str:
    return _UNKEEPABLE.sub("\ufffd", text)
