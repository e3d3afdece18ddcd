"""Reads CSV files that Delighted exported: responses, or people.

Its columns had several names over the years, so that each is known by all of them, in any case.
Every other column is a property.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.delighted.moving import Bad, Given, Met
from surveys.answering import LONGEST_COMMENT
from surveys.errors import FieldError, InvalidInput
from surveys.unkeepable import find_unkeepable

NAMES = {
    "id": ("response id", "survey response id", "id"),
    "score": ("score", "rating"),
    "comment": ("comment", "comments"),
    "at": ("created at", "responded at", "response date", "timestamp", "date"),
    "email": ("email", "person email", "email address"),
    "phone": ("phone number", "person phone number", "phone"),
    "name": ("name", "person name"),
    "tags": ("tags",),
    "last_sent_at": ("last sent at", "last surveyed at"),
    "unsubscribed_at": ("unsubscribed at",),
    "bounced_at": ("bounced at",),
    "person": ("person id", "person"),
}
LEFT_OUT = ("permalink", "survey type", "updated at")
WAYS = ("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %z", "%m/%d/%Y %H:%M", "%m/%d/%Y")


def read(path: Path) -> Iterator[tuple[int, Given | Met | Bad]]:
    """Each row with its size in characters; InvalidInput when the file cannot be used."""
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="strict") as file:
            yield from _rows(path, csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(FieldError(str(path), f"cannot be read: {error}")) from error


def _rows(path: Path, rows: Iterator[list[str]]) -> Iterator[tuple[int, Given | Met | Bad]]:
    header = [_known(column) for column in next(rows, [])]
    if not {"email", "phone"} & set(header) and "score" not in header:
        raise InvalidInput(FieldError(str(path), "has neither a column Score nor Email; see docs"))
    if "score" in header and not {"id", "at"} <= set(header):
        raise InvalidInput(FieldError(str(path), "needs the columns Response ID and Created At"))
    for number, cells in enumerate(rows, 2):
        if any(cells):
            size = sum(map(len, cells)) + len(cells)
            yield size, _row(f"{path}:{number}", header, cells)


def _known(column: str) -> str:
    """Our name of a column; what is none of Delighted's is a property, with a dot before it."""
    plain = " ".join(column.replace("_", " ").lower().split())
    if plain in LEFT_OUT:
        return ""
    return next((name for name, ways in NAMES.items() if plain in ways), f".{column.strip()}")


def _row(place: str, header: list[str], cells: list[str]) -> Given | Met | Bad:
    if len(cells) != len(header):
        return Bad(place, f"row: has {len(cells)} cells, the header has {len(header)}")
    found = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    if find_unkeepable(found) is not None:
        return Bad(place, "row: holds a NUL character")
    try:
        return _given(place, found) if "score" in found else _met(place, found)
    except InvalidInput as error:
        return Bad(place, str(error))


def _given(place: str, found: Mapping[str, str]) -> Given:
    if not found["id"] or len(found["id"]) > 255:
        raise InvalidInput(FieldError("id", "is missing; without it an answer might count twice"))
    tags = [one.strip() for one in found.get("tags", "").split(",") if one.strip()]
    return Given(
        place,
        found["id"],
        moment_of(found["at"]),
        int(found["score"]) if found["score"].isdecimal() and len(found["score"]) < 3 else -1,
        found.get("comment", "").replace("\r\n", "\n")[:LONGEST_COMMENT] or None,
        _person(found),
        {name[1:]: text for name, text in found.items() if name.startswith(".") and text},
        {"tags": tags} if tags else {},
    )


def _met(place: str, found: Mapping[str, str]) -> Met:
    reasons = {"unsubscribed_at": "unsubscribe", "bounced_at": "bad_address"}
    closed = tuple(reason for name, reason in reasons.items() if found.get(name))
    sent = found.get("last_sent_at")
    return Met(place, _person(found), moment_of(sent) if sent else None, closed)


def _person(found: Mapping[str, str]) -> dict[str, Any]:
    return {name: found.get(name, "")[:200] or None for name in ("email", "phone", "name")}


def moment_of(text: str) -> datetime:
    """RFC 3339, Unix seconds, or how Delighted wrote times; UTC where no zone is named."""
    if text.isascii() and text.isdigit() and len(text) < 11:
        return datetime.fromtimestamp(int(text), UTC)
    for read_one in (datetime.fromisoformat, *map(_by, WAYS)):
        try:
            moment = read_one(text)
        except ValueError:
            continue
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise InvalidInput(FieldError("created_at", f"{text[:40]!r} is no time we know"))


def _by(way: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, way)  # noqa: DTZ007  # the caller adds the zone
