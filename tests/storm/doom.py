"""SIGKILL at a marked point: just before or just after the commit that holds a certain write. Or
SIGSTOP, once, or a clock that is wrong."""

import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from service import clock
from surveys.database import Row, Transaction, Work
from surveys.postgres import PostgresDatabase
from surveys.sqlite import SqliteDatabase, SqliteTransaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Point:
    """`write` is a piece of the statement's text; the process dies, or stops, on its commit."""

    write: str
    moment: Literal["before", "after"]
    signal: int = signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Skew:
    """The clock of the machine is so far ahead of the right time."""

    by: timedelta


Doom = Point | Skew


def strike(doom: Doom) -> None:
    """Let it come over this process."""
    if isinstance(doom, Skew):
        clock.utc_now = lambda: datetime.now(UTC) + doom.by
        return
    for engine in (SqliteDatabase, PostgresDatabase):
        _mark(engine, doom)


def _mark(engine: Any, point: Point) -> None:
    transact = engine._transact

    async def marked(self: Any, work: Work[T], whole: bool) -> T:
        found = False

        async def watched(tx: Transaction) -> T:
            way = "_run" if isinstance(tx, SqliteTransaction) else "query"  # of every statement
            run = getattr(tx, way)

            async def spy(sql: str, params: Any) -> list[Row]:
                nonlocal found
                rows: list[Row] = await run(sql, params)
                found = found or (point.write in sql and bool(rows or "RETURNING" not in sql))
                return rows

            setattr(tx, way, spy)  # of this transaction only
            result = await work(tx)
            if found and point.moment == "before":
                _die(point)
            return result

        result: T = await transact(self, watched, whole)
        if found:
            engine._transact = transact
            _die(point)
        return result

    engine._transact = marked


def _die(point: Point) -> None:
    os.kill(os.getpid(), point.signal)
