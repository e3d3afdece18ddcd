"""The narrow way to the database for what must be fast or exact; the ORM serves everything else.

Both engines offer the same three calls. Work in a transaction runs in a task of its own behind a
shield: a caller that is cancelled (a client hung up, a time-out) can never leave a lock or a
connection behind. Nothing here may await the network.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic_core import to_json

from surveys.sql import statement

T = TypeVar("T")
Row = Mapping[str, Any]
Work = Callable[["Transaction"], Awaitable[T]]
_CONTAINERS = (list, tuple, dict)


class Transaction(ABC):
    """One open transaction (or one consistent snapshot, when reading)."""

    dialect: str

    @abstractmethod
    async def query(self, sql: str, params: Sequence[Any]) -> list[Row]:
        """Run one statement with `$1`... parameters; its rows, if it returns any."""

    async def fetch(self, name: str, *params: Any) -> list[Row]:
        """Run the statement in `sql/<name>.sql`."""
        return await self.query(statement(name, self.dialect), [plain(p) for p in params])

    async def fetch_with(
        self, name: str, rows: Sequence[Mapping[str, Any]], *params: Any
    ) -> list[Row]:
        """The same for a statement that works on many rows at once, in the order of the columns
        that it names: they are its `$rows`."""
        sql = statement(name, self.dialect).replace("$rows", f"${len(params) + 1}")
        return await self.query(sql, [*(plain(p) for p in params), _json(rows)])

    @abstractmethod
    async def lock(self, names: Iterable[str]) -> None:
        """Wait until no other transaction holds any of these names; held until this one ends."""

    @abstractmethod
    async def try_lock(self, name: str) -> bool:
        """The same for one name, without waiting; False when another transaction holds it."""

    async def insert(
        self, table: str, rows: Sequence[Mapping[str, Any]], then: str = ""
    ) -> list[Row]:
        """Insert all rows in one statement; `then` is its tail: ON CONFLICT..., RETURNING...

        All rows have the keys of the first. Returned rows come in no promised order.
        """
        if not rows:
            return []
        names = ", ".join(rows[0])
        source = f"jsonb_populate_recordset(NULL::{table}, $1::jsonb)"
        sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM {source} {then}"
        return await self.query(sql, [_json(rows)])


class Database(ABC):
    """An open database: SQLite with one writer, or a pool of PostgreSQL connections."""

    dialect: str

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def transact(self, work: Work[T], *, whole: bool = False) -> T:
        """Run `work` in one write transaction: committed and durable when this returns.

        `whole`: `work` awaits nothing but its transaction. SQLite then runs it in one go, with one
        hop to its thread instead of one a statement; it must be safe to run there.

        Raises Unavailable when the database cannot be reached or stays busy; what `work` raises
        rolls everything back.
        """
        result: T = await self._shielded(self._transact(work, whole))
        return result

    async def read(self, work: Work[T], *, whole: bool = False) -> T:
        """Run `work` on one consistent snapshot; it must not write. `whole` as above."""
        result: T = await self._shielded(self._read(work, whole))
        return result

    async def fetch(self, name: str, *params: Any) -> list[Row]:
        """One statement of `sql/` that reads. It is a snapshot by itself."""
        sql = statement(name, self.dialect)
        result: list[Row] = await self._shielded(self._query(sql, [plain(p) for p in params]))
        return result

    @abstractmethod
    async def _query(self, sql: str, params: Sequence[Any]) -> list[Row]: ...

    @abstractmethod
    async def _transact(self, work: Work[T], whole: bool) -> T: ...

    @abstractmethod
    async def _read(self, work: Work[T], whole: bool) -> T: ...

    @abstractmethod
    async def notify(self, topic: str) -> None:
        """Wake the workers of other processes; one call a group commit, never one a row."""

    @abstractmethod
    async def listen(self, heard: Callable[[str], None]) -> None:
        """Call `heard(topic)` for each notify of another process, until close(); once more mends a
        line that broke meanwhile."""

    async def checkpoint(self) -> bool:
        """Leave nothing that was deleted in a log beside the data; False while somebody reads."""
        done: bool = await self._shielded(self._checkpoint())
        return done

    @abstractmethod
    async def _checkpoint(self) -> bool: ...

    async def close(self) -> None:
        """Wait for what is under way, then let go of every connection."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._close()

    @abstractmethod
    async def _close(self) -> None: ...

    async def _shielded(self, coroutine: Any) -> Any:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # a caller that was cancelled never fetches it


def _json(value: Any) -> str:
    return to_json(value).decode()


def plain(value: Any) -> Any:
    """As a parameter of a statement: lists and dicts as JSON."""
    return _json(value) if isinstance(value, _CONTAINERS) else value
