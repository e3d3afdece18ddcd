"""SQLite: one writing connection, a few reading ones, WAL with synchronous=FULL.

Every setting is made explicit because builds differ. Writes begin IMMEDIATE: a deferred
transaction that reads first and writes later fails at once with SQLITE_BUSY_SNAPSHOT when another
process (a short command, the ORM's connection) wrote in between; IMMEDIATE waits its turn.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from surveys.database import Database, Row, Transaction, Work
from surveys.errors import Unavailable

T = TypeVar("T")
READERS = 3
BUSY_SECONDS = 5.0
OLDEST = (3, 38, 0)  # the first with ->>
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)


class SqliteTransaction(Transaction):
    """Statements on one connection; `$1` is a named parameter to SQLite."""

    dialect = "sqlite"

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def query(self, sql: str, params: Sequence[Any]) -> list[Row]:
        named = {str(number): value for number, value in enumerate(params, 1)}
        return list(await self._connection.execute_fetchall(sql, named))  # type: ignore[arg-type]  # sqlite3.Row reads like a mapping but is not registered as one

    async def lock(self, names: Iterable[str]) -> None:
        """There is one writer at a time already."""


class SqliteDatabase(Database):
    """Use `SqliteDatabase.open(path)`."""

    dialect = "sqlite"

    def __init__(self, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        super().__init__()
        self._writer = writer
        self._writing = asyncio.Lock()
        self._readers = readers
        self._free: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
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

    async def _transact(self, work: Work[T]) -> T:
        async with self._writing:
            return await _within(self._writer, "BEGIN IMMEDIATE", work)

    async def _read(self, work: Work[T]) -> T:
        reader = await self._free.get()
        try:
            return await _within(reader, "BEGIN", work)
        finally:
            self._free.put_nowait(reader)

    async def notify(self, topic: str) -> None:
        """Nobody else works on this file: the worker lives in this process."""

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Nothing to hear, see notify."""

    async def _close(self) -> None:
        for connection in (*self._readers, self._writer):
            await connection.close()


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    connection.row_factory = sqlite3.Row
    for pragma in PRAGMAS:
        await connection.execute(pragma)
    return connection


async def _within(connection: aiosqlite.Connection, begin: str, work: Work[T]) -> T:
    try:
        await connection.execute(begin)
        try:
            result = await work(SqliteTransaction(connection))
            await connection.execute("COMMIT")
        except BaseException:
            await connection.rollback()
            raise
    except sqlite3.OperationalError as error:
        if is_busy(error):
            raise Unavailable(f"the database file: {error}") from error
        raise
    return result


def is_busy(error: sqlite3.OperationalError) -> bool:
    """Whether the file, or its disk, may do later what it did not do now."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR"))
