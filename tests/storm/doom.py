"""SIGKILL at a marked point: just before or just after the commit that holds a certain write."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from surveys.database import Row, Transaction, Work
from surveys.postgres import PostgresDatabase
from surveys.sqlite import SqliteDatabase

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Point:
    """`write` is a piece of the statement's text; the process dies on its commit."""

    write: str
    moment: Literal["before", "after"]


def strike_at(point: Point) -> None:
    """Let this process kill itself at `point`."""
    for engine in (SqliteDatabase, PostgresDatabase):
        _mark(engine, point)


def _mark(engine: Any, point: Point) -> None:
    transact = engine._transact

    async def marked(self: Any, work: Work[T], whole: bool) -> T:
        found = False

        async def watched(tx: Transaction) -> T:
            query = tx.query

            async def spy(sql: str, params: Sequence[Any]) -> list[Row]:
                nonlocal found
                rows = await query(sql, params)
                found = found or (point.write in sql and bool(rows or "RETURNING" not in sql))
                return rows

            tx.query = spy  # type: ignore[method-assign]  # of this transaction only
            result = await work(tx)
            if found and point.moment == "before":
                _die()
            return result

        result: T = await transact(self, watched, whole)
        if found:
            _die()
        return result

    engine._transact = marked


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
