"""Reads files of events: CSV with a header row, or JSON lines; a mistake spoils its line only.

A line of JSON is the body of POST /v1/events. Columns of CSV are the same by their paths: id,
customer.email, properties.store. `occurred_at` must be there, because the time of the import would
make customers of years ago look as if they had bought something today.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from service.tables import FORMULA
from surveys.errors import FieldError, InvalidInput
from surveys.event import Customer, EventBody, parse

LONGEST_LINE = 1024 * 1024
MARK = b"\xef\xbb\xbf"  # which spreadsheets put before UTF-8
NEEDED = ("id", "type", "occurred_at")
COLUMNS = (*NEEDED, *(f"customer.{name}" for name in Customer.model_fields))
PROPERTY = "properties."
NO_TIME = FieldError("occurred_at", "is missing: the time when it happened, with its zone")


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1. There is an event or there are errors. `size` in bytes."""

    number: int
    size: int
    event: EventBody | None = None
    errors: tuple[FieldError, ...] = ()


Reader = Callable[[BinaryIO, datetime], Iterator[Line]]


def read(path: Path, now: datetime) -> Iterator[Line]:
    """Every line but empty ones. InvalidInput when the file, or its header, cannot be used."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InvalidInput(FieldError(str(path), f"must end in {', '.join(READERS)}"))
    try:
        with path.open("rb") as file:
            if file.read(len(MARK)) != MARK:
                file.seek(0)
            yield from reader(file, now)
    except OSError as error:
        raise InvalidInput(FieldError(str(path), f"cannot be read: {error.strerror}")) from error


def _json_lines(file: BinaryIO, now: datetime) -> Iterator[Line]:
    for number, raw in enumerate(_lines(file), 1):
        if not raw.strip():
            continue
        if len(raw) > LONGEST_LINE:
            error = FieldError("body", f"is longer than {LONGEST_LINE} bytes")
            yield Line(number, len(raw), errors=(error,))
        else:
            yield _line(number, len(raw), raw, now)


def _csv(file: BinaryIO, now: datetime) -> Iterator[Line]:
    sizes: list[int] = []
    rows = csv.reader(_texts(file, sizes), strict=True)
    columns = _header(rows)
    while True:
        number = rows.line_num + 1
        sizes.clear()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(number, sum(sizes), errors=(FieldError("row", f"is no CSV: {error}"),))
            continue
        if any(cells):
            yield _row(number, sum(sizes), columns, cells, now)


def _header(rows: Iterator[list[str]]) -> list[str]:
    try:
        columns = [cell.strip() for cell in next(rows, [])]
    except csv.Error as error:
        raise InvalidInput(FieldError("header", f"is no CSV: {error}")) from error
    for column in columns:
        if column not in COLUMNS and not (column.startswith(PROPERTY) and column != PROPERTY):
            known = f"{', '.join(COLUMNS)} and {PROPERTY}NAME"
            raise InvalidInput(FieldError(_plain(column), f"is not a column; there are {known}"))
        if columns.count(column) > 1 or _broken(column):
            raise InvalidInput(FieldError(_plain(column), "occurs twice or is not UTF-8"))
    if missing := [name for name in NEEDED if name not in columns]:
        raise InvalidInput(*(FieldError(name, "is missing in the header") for name in missing))
    return columns


def _row(
    number: int, size: int, columns: Sequence[str], cells: Sequence[str], now: datetime
) -> Line:
    if len(cells) != len(columns):
        error = FieldError("row", f"has {len(cells)} cells, the header has {len(columns)}")
        return Line(number, size, errors=(error,))
    found: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        if _broken(cell):
            error = FieldError(column, "is not UTF-8; save the file as UTF-8")
            return Line(number, size, errors=(error,))
        if text := _unquoted(cell):
            parent, dot, child = column.partition(".")
            (found.setdefault(parent, {}) if dot else found)[child if dot else column] = text
    return _line(number, size, json.dumps(found).encode(), now)


def _line(number: int, size: int, body: bytes, now: datetime) -> Line:
    if body.lstrip().startswith(b"["):
        return Line(number, size, errors=(FieldError("body", "write one event a line"),))
    try:
        [event], _ = parse(body, now)
    except InvalidInput as error:
        return Line(number, size, errors=error.errors)
    if event.occurred_at is None:
        return Line(number, size, errors=(NO_TIME,))
    return Line(number, size, event)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """A line that is too long comes cut: a byte longer than the longest one may be."""
    while raw := file.readline(LONGEST_LINE + 1):
        whole = raw
        while len(raw) > LONGEST_LINE and not raw.endswith(b"\n"):
            raw = file.readline(LONGEST_LINE + 1)
            if not raw:
                break
        yield whole


def _texts(file: BinaryIO, sizes: list[int]) -> Iterator[str]:
    for raw in _lines(file):
        sizes.append(len(raw))
        yield raw.decode("utf-8", "surrogateescape")


def _unquoted(cell: str) -> str:
    """Without the apostrophe that our own CSV puts before what looks like a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _broken(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode() or "(empty)"


READERS: dict[str, Reader] = {".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines}
