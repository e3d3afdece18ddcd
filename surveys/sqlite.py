"""SQLite: one writing connection, a few reading ones, WAL with synchronous=FULL.

Every setting is made explicit because builds differ. Writes begin IMMEDIATE: a deferred
transaction that reads first and writes later fails at once with SQLITE_BUSY_SNAPSHOT when another
process (a short command, the ORM's connection) wrote in between; IMMEDIATE waits its turn.
"""

import asyncio
import re
import sqlite3
from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from surveys.database import Database, Row, Transaction, Work, plain
from surveys.errors import Unavailable
from surveys.sql import statement

T = TypeVar("T")
READERS = 3
BUSY_SECONDS = 5.0
ROWS_AT_A_TIME = 64
OLDEST = (3, 38, 0)  # the first with ->>
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)


class Line(aiosqlite.Connection):
    """A connection with its thread, which can also run a whole transaction there in one go."""

    async def whole(self, begin: str, work: Work[T]) -> T:
        """Run work that awaits nothing but its transaction; RuntimeError if it does."""
        result: T = await self._execute(self._whole, begin, work)  # type: ignore[no-untyped-call]  # aiosqlite's
        return result

    def _whole(self, begin: str, work: Work[T]) -> T:
        connection = self._conn
        connection.execute(begin)
        try:
            result = _finished(work(DirectTransaction(connection)))
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        return result


def _finished(work: Awaitable[T]) -> T:
    try:
        next(work.__await__())
    except StopIteration as done:
        result: T = done.value
        return result
    raise RuntimeError("a whole transaction awaits nothing but its own statements")


class SqliteTransaction(Transaction):
    """`$1` is a named parameter to SQLite. One transaction at a time may write."""

    dialect = "sqlite"

    async def query(self, sql: str, params: Sequence[Any]) -> list[Row]:
        return await self._run(sql, {str(number): value for number, value in enumerate(params, 1)})

    @abstractmethod
    async def _run(self, sql: str, params: Sequence[Any] | dict[str, Any]) -> list[Row]: ...

    async def lock(self, names: Iterable[str]) -> None:
        """There is one writer at a time already."""

    async def try_lock(self, name: str) -> bool:
        return True

    async def insert(
        self, table: str, rows: Sequence[Mapping[str, Any]], then: str = ""
    ) -> list[Row]:
        names = ", ".join(rows[0] if rows else ())
        return await self._on(rows, f"INSERT INTO {table} ({names}) VALUES $rows {then}", [])

    async def fetch_with(
        self, name: str, rows: Sequence[Mapping[str, Any]], *params: Any
    ) -> list[Row]:
        return await self._on(rows, statement(name, self.dialect), [plain(p) for p in params])

    async def _on(
        self, rows: Sequence[Mapping[str, Any]], sql: str, params: Sequence[Any]
    ) -> list[Row]:
        """As values: to pick each out of JSON takes three times as long. Powers of two at a time,
        so that SQLite finds the statement among those that it has prepared."""
        found: list[Row] = []
        columns = tuple(rows[0]) if rows else ()
        while rows:
            many = min(1 << len(rows).bit_length() - 1, ROWS_AT_A_TIME)
            values = [plain(row[column]) for row in rows[:many] for column in columns]
            found += await self._run(_with_rows(sql, many, len(columns)), [*values, *params])
            rows = rows[many:]
        return found


@lru_cache(maxsize=256)
def _with_rows(sql: str, many: int, columns: int) -> str:
    """Parameters go by their places, those of the rows come first."""
    row = f"({', '.join('?' * columns)})"
    behind = re.sub(r"\$(\d+)", lambda found: f"?{many * columns + int(found[1])}", sql)
    return behind.replace("$rows", ", ".join([row] * many))


class DirectTransaction(SqliteTransaction):
    """Statements in the connection's own thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def _run(self, sql: str, params: Sequence[Any] | dict[str, Any]) -> list[Row]:
        return self._connection.execute(sql, params).fetchall()


class SteppedTransaction(SqliteTransaction):
    """Statements from the loop, each with a hop to the connection's thread and back."""

    def __init__(self, connection: Line) -> None:
        self._connection = connection

    async def _run(self, sql: str, params: Sequence[Any] | dict[str, Any]) -> list[Row]:
        return list(await self._connection.execute_fetchall(sql, params))  # type: ignore[arg-type]  # sqlite3.Row reads like a mapping but is not registered as one


class SqliteDatabase(Database):
    """Use `SqliteDatabase.open(path)`."""

    dialect = "sqlite"

    def __init__(self, writer: Line, readers: list[Line]) -> None:
        super().__init__()
        self._writer = writer
        self._writing = asyncio.Lock()
        self._readers = readers
        self._free: asyncio.Queue[Line] = asyncio.Queue()
        for reader in readers:
            self._free.put_nowait(reader)

    @classmethod
    async def open(cls, path: Path) -> "SqliteDatabase":
        """Open (and create) the file; RuntimeError when this Python's SQLite is too old."""
        if sqlite3.sqlite_version_info < OLDEST:
            raise RuntimeError(
                f"SQLite {sqlite3.sqlite_version} is too old: Afterword needs 3.38 or later"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = await _connect(path)
        return cls(writer, [await _connect(path) for _ in range(READERS)])

    async def _transact(self, work: Work[T], whole: bool) -> T:
        async with self._writing:
            return await _within(self._writer, "BEGIN IMMEDIATE", work, whole)

    async def _read(self, work: Work[T], whole: bool) -> T:
        async with self._reader() as reader:
            return await _within(reader, "BEGIN", work, whole)

    async def _query(self, sql: str, params: Sequence[Any]) -> list[Row]:
        async with self._reader() as reader:
            return await _telling_busy(SteppedTransaction(reader).query(sql, params))

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[Line]:
        reader = await self._free.get()
        try:
            yield reader
        finally:
            self._free.put_nowait(reader)

    async def _checkpoint(self) -> bool:
        """Without waiting: nobody else could write meanwhile."""
        async with self._writing:
            await self._writer.execute("PRAGMA busy_timeout=0")
            try:
                [row] = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                await self._writer.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
        return bool(row["busy"] == 0)

    async def notify(self, topic: str) -> None:
        """Nobody else works on this file: the worker lives in this process."""

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Nothing to hear, see notify."""

    async def _close(self) -> None:
        for connection in (*self._readers, self._writer):
            await connection.close()


async def _connect(path: Path) -> Line:
    line = Line(
        lambda: sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS), ROWS_AT_A_TIME
    )
    connection = await line
    connection.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        await connection.execute(pragma)
    return line


async def _within(line: Line, begin: str, work: Work[T], whole: bool) -> T:
    return await _telling_busy(line.whole(begin, work) if whole else _stepwise(line, begin, work))


async def _telling_busy(done: Awaitable[T]) -> T:
    try:
        return await done
    except sqlite3.OperationalError as error:
        if is_busy(error):
            raise Unavailable(f"the database file: {error}") from error
        raise


async def _stepwise(line: Line, begin: str, work: Work[T]) -> T:
    await line.execute(begin)
    try:
        result = await work(SteppedTransaction(line))
        await line.execute("COMMIT")
    except BaseException:
        await line.rollback()
        raise
    return result


def is_busy(error: sqlite3.OperationalError) -> bool:
    """Whether the file, or its disk, may do later what it did not do now."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR"))
