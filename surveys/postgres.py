"""PostgreSQL through one asyncpg pool; any number of processes may do this at once.

asyncpg lets outages through raw (OSError, InterfaceError, ...): they are told apart here, once.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import Any, TypeVar

import asyncpg

from surveys.database import Database, Row, Transaction, Work
from surveys.errors import Unavailable

T = TypeVar("T")
CONNECTIONS = 8
ACQUIRE_SECONDS = 5.0
STATEMENT_SECONDS = 60.0
TOPIC_CHANNEL = "afterword"
OUTAGES = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,  # a full disk at some providers, or a standby
)
TRIES = 5
AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


class Line(asyncpg.Connection):
    """One of the pool."""

    def get_reset_query(self) -> str:
        """None, where asyncpg has one after each transaction: all that ours lock or set ends with
        them."""
        return ""


class PostgresTransaction(Transaction):
    """Statements on one connection that holds an open transaction."""

    dialect = "postgres"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def query(self, sql: str, params: Sequence[Any]) -> list[Row]:
        return list(await self._connection.fetch(sql, *params))

    async def lock(self, names: Iterable[str]) -> None:
        """Advisory locks, taken in one order by everybody so that two batches cannot deadlock."""
        numbers = sorted({_lock_number(name) for name in names})
        await self._connection.executemany(
            "SELECT pg_advisory_xact_lock($1)", [(number,) for number in numbers]
        )

    async def try_lock(self, name: str) -> bool:
        sql = "SELECT pg_try_advisory_xact_lock($1)"
        return bool(await self._connection.fetchval(sql, _lock_number(name)))


def _lock_number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


class PostgresDatabase(Database):
    """Use `PostgresDatabase.open(url)`."""

    dialect = "postgres"

    def __init__(self, url: str, pool: Any) -> None:
        super().__init__()
        self._url = url
        self._pool = pool
        self._ear: Any = None

    @classmethod
    async def open(cls, url: str) -> "PostgresDatabase":
        """Connect; Unavailable when nobody answers."""
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=CONNECTIONS,
                connection_class=Line,
                timeout=ACQUIRE_SECONDS,
                command_timeout=STATEMENT_SECONDS,
                server_settings={"synchronous_commit": "on", "application_name": "afterword"},
            )
        except OUTAGES as error:
            raise Unavailable(f"PostgreSQL does not answer: {error}") from error
        return cls(url, pool)

    async def _transact(self, work: Work[T], whole: bool) -> T:
        for _ in range(TRIES):
            with suppress(*AGAIN):  # rolled back whole by the server, so once more is safe
                return await self._within(work, isolation="read_committed", readonly=False)
        raise Unavailable(f"PostgreSQL: in the way of others, {TRIES} times in a row")

    async def _read(self, work: Work[T], whole: bool) -> T:
        return await self._within(work, isolation="repeatable_read", readonly=True)

    async def _query(self, sql: str, params: Sequence[Any]) -> list[Row]:
        try:
            async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
                return list(await connection.fetch(sql, *params))
        except OUTAGES as error:
            raise Unavailable(f"PostgreSQL: {type(error).__name__}: {error}") from error

    async def _within(self, work: Work[T], **mode: Any) -> T:
        try:
            async with (
                self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection,
                connection.transaction(**mode),
            ):
                return await work(PostgresTransaction(connection))
        except OUTAGES as error:
            raise Unavailable(f"PostgreSQL: {type(error).__name__}: {error}") from error

    async def notify(self, topic: str) -> None:
        try:
            await self._pool.execute("SELECT pg_notify($1, $2)", TOPIC_CHANNEL, topic)
        except OUTAGES as error:
            raise Unavailable(f"PostgreSQL: {error}") from error

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Listen on a connection outside the pool, unless it stands; when it breaks, polling finds
        the work until this is called again."""
        if self._ear is not None and not self._ear.is_closed():
            return
        try:
            self._ear = await asyncpg.connect(self._url, timeout=ACQUIRE_SECONDS)
            await self._ear.add_listener(TOPIC_CHANNEL, lambda *said: heard(said[-1]))
        except OUTAGES as error:
            raise Unavailable(f"PostgreSQL: {error}") from error

    async def _checkpoint(self) -> bool:
        """PostgreSQL's own affair."""
        return True

    async def _close(self) -> None:
        if self._ear is not None:
            await self._ear.close()
        try:
            await asyncio.wait_for(self._pool.close(), ACQUIRE_SECONDS)
        except TimeoutError:
            self._pool.terminate()
