"""Rows as CSV (RFC 4180, safe to open in a spreadsheet) and as JSON lines, streamed."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV, JSONL = "text/csv", "application/x-ndjson"
FORMS = {CSV: CSV, **dict.fromkeys((JSONL, "application/jsonl", "application/jsonlines"), JSONL)}
# Legal inside of JSON, but half of the world's line readers end a line there.
LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def wanted(accept: str) -> str | None:
    """text/csv or application/x-ndjson when the Accept header likes it best, else None (JSON)."""
    liked = [(_quality(rest), FORMS.get(name.strip().lower())) for name, rest in _parts(accept)]
    best = max((quality for quality, _ in liked), default=0.0)
    return next((form for quality, form in liked if quality == best > 0), None)


def _parts(accept: str) -> list[tuple[str, str]]:
    return [(part.partition(";")[0], part.partition(";")[2]) for part in accept.split(",")]


def _quality(parameters: str) -> float:
    found = re.search(r"(?:^|;)\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)", parameters)
    return float(found[1]) if found else 1.0


async def as_csv(rows: AsyncIterator[Row], columns: Sequence[str]) -> AsyncIterator[str]:
    """A header line, then a line for each row; nested values as `parent.child` or JSON."""
    yield _line(columns)
    async for row in rows:
        yield _line([_cell(_at(row, column)) for column in columns])


async def as_jsonl(rows: AsyncIterator[Row]) -> AsyncIterator[str]:
    """A JSON object a line."""
    async for row in rows:
        yield json.dumps(row, ensure_ascii=False).translate(LINE_ENDS) + "\n"


async def begun(rows: AsyncIterator[Row]) -> AsyncIterator[Row]:
    """The same rows, with the first one read: what fails now can still be answered as an error."""
    first = await anext(rows, None)

    async def all_rows() -> AsyncIterator[Row]:
        if first is not None:
            yield first
            async for row in rows:
                yield row

    return all_rows()


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _at(row: Row, column: str) -> Any:
    parent, dot, child = column.partition(".")
    return (row.get(parent) or {}).get(child) if dot else row.get(parent)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    text = str(value)
    # a spreadsheet would run it; numbers of ours are never text
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
