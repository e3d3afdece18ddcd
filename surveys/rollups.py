"""Folds what has changed into hourly counts: answers out of the ledger, and invitations by when
they were first sent. Readers add what is not folded yet, so a score and a response rate are exact
at any moment, and folding may stop, crash or start over without anybody seeing another number.

An invitation counts as three bits: 1 sent, 2 delivered, 4 answered. `counted` holds those that the
rollups know; whoever changes one of them clears `folded`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.instant import HOUR_MICROS

SCORES = range(11)
AT_A_TIME = 5000
BITS = {"sent": 1, "delivered": 2, "answered": 4}
COLUMNS = (*(f"c{score}" for score in SCORES), *BITS)
ALL = ""  # the property of the rows that count everything
Cell = tuple[int, str, int, str]  # survey, property, hour, value
Counts = dict[Cell, Counter[str]]  # by column
Take = Callable[[Transaction, Counts, int], Awaitable[int]]
UPSERT = "ON CONFLICT (survey_id, property, hour, value) DO UPDATE SET " + ", ".join(
    f"{column} = rollup.{column} + excluded.{column}" for column in COLUMNS
)


async def fold(database: Database, limit: int = AT_A_TIME) -> int:
    """Fold up to `limit` ledger rows; how many. One at a time, whoever calls it."""
    return await _fold(database, limit, _answers)


async def fold_sent(database: Database, limit: int = AT_A_TIME) -> int:
    """Fold up to `limit` invitations that were sent, bounced or answered since; how many."""
    return await _fold(database, limit, _sent)


async def _fold(database: Database, limit: int, take: Take) -> int:
    async def work(tx: Transaction) -> int:
        await tx.lock(["fold"])
        counts: Counts = defaultdict(Counter)
        done = await take(tx, counts, limit)
        await tx.insert("rollup", _rows(counts), UPSERT)
        return done

    return await database.transact(work, whole=True)


async def rebuild(database: Database) -> None:
    """Throw the rollups away; folding makes them anew. Scores stay exact meanwhile."""

    async def work(tx: Transaction) -> None:
        await tx.lock(["fold"])
        for name in ("rollups.forget", "rollups.unfold", "rollups.unfold_sent"):
            await tx.fetch(name)

    await database.transact(work)


async def busiest(database: Database) -> int | None:
    """The survey with the most answers; None while there are none at all."""
    rows = await database.fetch("rollups.busiest")
    return int(rows[0]["survey_id"]) if rows else None


def cells_of(segments: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The (property, value) pairs that an answer with these segments counts under."""
    yield ALL, ""
    yield from segments.items()


def change_of(old: int, new: int) -> dict[str, int]:
    """What the rollups do not know of an invitation: +1 or -1 for each bit that changed."""
    steps = {name: bool(new & bit) - bool(old & bit) for name, bit in BITS.items()}
    return {name: step for name, step in steps.items() if step}


async def _answers(tx: Transaction, counts: Counts, limit: int) -> int:
    rows = await tx.fetch("rollups.take", limit)
    ids = sorted({int(row["response_id"]) for row in rows})
    found = await tx.fetch("rollups.segments", ids) if ids else []
    segments = {int(row["id"]): json.loads(row["segments"]) for row in found}
    for row in rows:
        for name, value in cells_of(segments[int(row["response_id"])]):
            cell = (int(row["survey_id"]), name, int(row["hour"]), value)
            counts[cell][f"c{int(row['score'])}"] += int(row["delta"])
    return len(rows)


async def _sent(tx: Transaction, counts: Counts, limit: int) -> int:
    rows = await tx.fetch("rollups.take_sent", limit)
    alike = Counter(_likeness(row) for row in rows)
    for (survey_id, hour, segments, *bits), many in alike.items():
        change = {name: step * many for name, step in change_of(*bits).items()}
        for name, value in cells_of(json.loads(segments)):
            counts[survey_id, name, hour, value].update(change)
    if rows:
        known = [{"id": int(row["id"]), "counted": int(row["now"])} for row in rows]
        await tx.fetch_with("rollups.mark_sent", known)
    return len(rows)


def _likeness(row: Row) -> tuple[int, int, str, int, int]:
    """What counts the same: hundreds are sent in an hour to customers of a few shops."""
    hour = int(row["sent_at"]) // HOUR_MICROS * HOUR_MICROS
    return int(row["survey_id"]), hour, row["segments"], int(row["counted"]), int(row["now"])


def _rows(counts: Counts) -> list[dict[str, Any]]:
    return [
        {
            "survey_id": cell[0],
            "property": cell[1],
            "hour": cell[2],
            "value": cell[3],
            **{column: found[column] for column in COLUMNS},
        }
        for cell, found in sorted(counts.items())
        if any(found.values())
    ]
