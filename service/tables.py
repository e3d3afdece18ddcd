"""Entries as CSV (RFC 4180, safe to open in a spreadsheet), JSON lines or Parquet, streamed page by
page."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from service.columns import Entry, columns_of, value_at
from service.parquet import as_parquet

Pages = AsyncIterator[Sequence[Entry]]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Legal inside of JSON, but half of the world's line readers end a line there.
LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


async def as_csv(pages: Pages, entry: type[BaseModel]) -> AsyncIterator[bytes]:
    """A header line, then a line for each entry; nested values as `parent.child` or JSON."""
    columns = columns_of(entry)
    yield lines([[*columns]])
    async for page in pages:
        yield lines([[value_at(one, column) for column in columns] for one in page])


async def as_jsonl(pages: Pages, _: type[BaseModel]) -> AsyncIterator[bytes]:
    """A JSON object a line."""
    async for page in pages:
        said = [json.dumps(one, ensure_ascii=False).translate(LINE_ENDS) + "\n" for one in page]
        yield "".join(said).encode()


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a list; `ending` is that of its files."""

    ending: str
    media_type: str
    written: Callable[[Pages, type[BaseModel]], AsyncIterator[bytes]]


CSV = Form("csv", "text/csv", as_csv)
JSONL = Form("jsonl", "application/x-ndjson", as_jsonl)
PARQUET = Form("parquet", "application/vnd.apache.parquet", as_parquet)
FORMS = {one.ending: one for one in (CSV, JSONL, PARQUET)}
ACCEPTED = {one.media_type: one for one in FORMS.values()} | dict.fromkeys(
    ("application/jsonl", "application/jsonlines"), JSONL
)


def wanted(accept: str) -> Form | None:
    """The form that the Accept header likes best, None for JSON."""
    liked = [(_quality(rest), ACCEPTED.get(name.strip().lower())) for name, rest in _parts(accept)]
    best = max((quality for quality, _ in liked), default=0.0)
    return next((form for quality, form in liked if quality == best > 0), None)


def _parts(accept: str) -> list[tuple[str, str]]:
    return [(part.partition(";")[0], part.partition(";")[2]) for part in accept.split(",")]


def _quality(parameters: str) -> float:
    found = re.search(r"(?:^|;)\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)", parameters)
    return float(found[1]) if found else 1.0


async def begun(pages: Pages) -> Pages:
    """The same, with the first page read: what fails now can still be answered as an error."""
    first = await anext(pages)

    async def all_pages() -> Pages:
        yield first
        async for page in pages:
            yield page

    return all_pages()


def lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as CSV."""
    buffer = io.StringIO()
    cells = [[_cell(value) for value in row] for row in rows]
    csv.writer(buffer, lineterminator="\r\n").writerows(cells)
    return buffer.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list | bool):
        return json.dumps(value, ensure_ascii=False) if value not in ({}, []) else ""
    text = str(value)
    # a spreadsheet would run it; numbers of ours are never text
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
