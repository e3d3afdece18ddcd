"""Rows as CSV (RFC 4180, safe to open in a spreadsheet) and as JSON lines, streamed."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV, JSONL = "text/csv", "application/x-ndjson"


def wanted(accept: str) -> str | None:
    """text/csv or application/x-ndjson when the Accept header asks for it, else None (JSON)."""
    asked = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    if CSV in asked:
        return CSV
    return JSONL if asked & {JSONL, "application/jsonl", "application/jsonlines"} else None


async def as_csv(rows: AsyncIterator[Row], columns: Sequence[str]) -> AsyncIterator[str]:
    """A header line, then a line for each row; nested values as `parent.child` or JSON."""
    yield _line(columns)
    async for row in rows:
        yield _line([_cell(_at(row, column)) for column in columns])


async def as_jsonl(rows: AsyncIterator[Row]) -> AsyncIterator[str]:
    """A JSON object a line."""
    async for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


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
