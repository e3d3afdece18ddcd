"""Folds the ledger into hourly counts. Readers add what is not folded yet, so a score is exact at
any moment, and folding may stop, crash or start over without anybody seeing another number.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from surveys.database import Database, Row, Transaction

SCORES = range(11)
ALL = ""  # the property of the rows that count everything
Cell = tuple[int, str, int, str]  # survey, property, hour, value
UPSERT = "ON CONFLICT (survey_id, property, hour, value) DO UPDATE SET " + ", ".join(
    f"c{score} = rollup.c{score} + excluded.c{score}" for score in SCORES
)


async def fold(database: Database, limit: int = 5000) -> int:
    """Fold up to `limit` ledger rows; how many. One at a time, whoever calls it."""

    async def work(tx: Transaction) -> int:
        await tx.lock(["fold"])
        rows = await tx.fetch("rollups.take", limit)
        if rows:
            ids = sorted({int(row["response_id"]) for row in rows})
            segments = {
                int(row["id"]): json.loads(row["segments"])
                for row in await tx.fetch("rollups.segments", ids)
            }
            await tx.insert("rollup", _cells(rows, segments), UPSERT)
        return len(rows)

    return await database.transact(work)


async def rebuild(database: Database) -> None:
    """Throw the rollups away; folding makes them anew from the ledger. Scores stay exact."""

    async def work(tx: Transaction) -> None:
        await tx.lock(["fold"])
        await tx.fetch("rollups.forget")
        await tx.fetch("rollups.unfold")

    await database.transact(work)


def cells_of(segments: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The (property, value) pairs that an answer with these segments counts under."""
    yield ALL, ""
    yield from segments.items()


def _cells(rows: Iterable[Row], segments: Mapping[int, Mapping[str, str]]) -> list[dict[str, Any]]:
    counts: dict[Cell, Counter[int]] = {}
    for row in rows:
        for name, value in cells_of(segments[int(row["response_id"])]):
            cell = (int(row["survey_id"]), name, int(row["hour"]), value)
            counts.setdefault(cell, Counter())[int(row["score"])] += int(row["delta"])
    return [
        {
            "survey_id": cell[0],
            "property": cell[1],
            "hour": cell[2],
            "value": cell[3],
            **{f"c{score}": counter[score] for score in SCORES},
        }
        for cell, counter in sorted(counts.items())
        if any(counter.values())
    ]
