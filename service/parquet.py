"""Entries as Parquet, written in row groups, so that no more than one of them is in memory."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from pydantic import BaseModel

from service.columns import Entry, columns_of, value_at
from surveys.errors import FieldError, InvalidInput

GROUP = 20_000  # entries in a row group; each costs some bytes at the end of the file, too
REMEDY = 'Parquet needs pyarrow (170 MB): pip install "afterword[parquet]"'


def as_parquet(
    pages: AsyncIterator[Sequence[Entry]], entry: type[BaseModel]
) -> AsyncIterator[bytes]:
    """Numbers, moments and texts; what is nested as JSON. InvalidInput without pyarrow."""
    if not installed():
        raise InvalidInput(FieldError("Accept", REMEDY))
    return _written(pages, columns_of(entry))


def installed() -> bool:
    """Whether this installation can write it."""
    return find_spec("pyarrow") is not None


async def _written(
    pages: AsyncIterator[Sequence[Entry]], columns: Mapping[str, str]
) -> AsyncIterator[bytes]:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    moment = pyarrow.timestamp("us", tz="UTC")
    numbers = {"integer": pyarrow.int64(), "number": pyarrow.float64()}
    types = {**numbers, "boolean": pyarrow.bool_(), "date-time": moment}
    schema = pyarrow.schema([(n, types.get(k, pyarrow.string())) for n, k in columns.items()])
    sink, batches = Sink(), []
    with ParquetWriter(sink, schema, compression="zstd") as writer:
        async for page in pages:
            rows = [_row(one, columns) for one in page]
            batches.append(pyarrow.RecordBatch.from_pylist(rows, schema))
            if sum(batch.num_rows for batch in batches) >= GROUP:
                table = pyarrow.Table.from_batches(batches, schema)
                await asyncio.to_thread(writer.write_table, table)
                batches.clear()
                yield sink.taken()
        writer.write_table(pyarrow.Table.from_batches(batches, schema))
    yield sink.taken()


READ: Mapping[str, Callable[[Any], Any]] = {
    "date-time": datetime.fromisoformat,
    "object": lambda value: json.dumps(value, ensure_ascii=False),
}


def _row(entry: Entry, columns: Mapping[str, str]) -> dict[str, Any]:
    found = {name: value_at(entry, name) for name in columns}
    return {
        name: READ[columns[name]](value) if value is not None and columns[name] in READ else value
        for name, value in found.items()
    }


class Sink(io.RawIOBase):
    """A file that gives away what was written."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def taken(self) -> bytes:
        """All since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found
