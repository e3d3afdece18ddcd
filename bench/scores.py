"""A year by day, split by one segment: what a manager asks, against a GROUP BY over the responses
in the same database.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from bench import bulk, bulk_postgres
from bench.deployment import SURVEY, Postgres
from bench.table import Line
from surveys import rollups, survey_file
from surveys.catalogue import Catalogue, publish
from surveys.database import Database
from surveys.instant import to_micros
from surveys.opening import migrate, open_database
from surveys.periods import Period
from surveys.scores import Question, Report, ask

YEAR = Period(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
TIMES = 7
FOLDED = 50_000
Fill = Callable[[str, int, int, int], Awaitable[None]]
GROUP_BY = """
SELECT (answered_at - $2) / 86400000000 AS day, segments->>'store' AS store, score, COUNT(*) AS n
FROM response
WHERE survey_id = $1 AND answered_at >= $2 AND answered_at < $3 AND deleted_at IS NULL
GROUP BY 1, 2, 3
"""
TOLD_AGAIN = """
INSERT INTO response_change (response_id, survey_id, hour, score, delta, at)
SELECT id, survey_id, answered_at - answered_at % 3600000000, score, 1, updated_at
FROM response
WHERE id <= $1
"""


def on_sqlite(folder: Path, sizes: Sequence[int]) -> list[Line]:
    """One line for each number of responses, and one for how the time grows with them."""

    async def fill(url: str, *year: int) -> None:
        await asyncio.to_thread(bulk.fill, Path(url.removeprefix("sqlite://")), *year)

    found = _measure("SQLite", lambda size: f"sqlite://{folder}/scores-{size}.db", fill, sizes)
    for file in folder.glob("scores-*"):
        file.unlink()
    return found


def on_postgres(server: Postgres, sizes: Sequence[int]) -> list[Line]:
    """The same."""
    return _measure(
        "PostgreSQL", lambda size: server.create(f"scores{size}"), bulk_postgres.fill, sizes
    )


def _measure(
    engine: str, new: Callable[[int], str], fill: Fill, sizes: Sequence[int]
) -> list[Line]:
    found = [asyncio.run(_one(engine, new(size), fill, size)) for size in sizes]
    lines = [line for line, _ in found]
    if len(found) > 1:
        what = f"the same at {sizes[-1]:,} responses, {engine}"
        ratio = f"{found[-1][1] / found[0][1]:.2f}x"
        lines.append(Line(what, f"at {sizes[0]:,}", "at most 1.3x as long", ratio))
    return lines


async def _one(engine: str, url: str, fill: Fill, size: int) -> tuple[Line, float]:
    began = time.monotonic()
    await migrate(url)
    database = await open_database(url)
    try:
        await _publish(database)
        await fill(url, size, to_micros(YEAR.start), to_micros(YEAR.end))
        print(f"    {size:,} responses made in {time.monotonic() - began:.0f} s", flush=True)
        return await _compare(database, engine, size)
    finally:
        await database.close()


async def _publish(database: Database) -> None:
    await publish(database, survey_file.read(SURVEY), YEAR.start)


async def _compare(database: Database, engine: str, size: int) -> tuple[Line, float]:
    [survey] = await Catalogue(database).live()
    question = Question(survey, YEAR, "day", ZoneInfo("UTC"), group_by="store")
    bounds = (survey.survey_id, to_micros(YEAR.start), to_micros(YEAR.end))
    report, rolled = await _timed(lambda: ask(database, question))
    counted, grouped = await _timed(
        lambda: database.read(lambda tx: tx.query(GROUP_BY, bounds)),
    )
    _agree(report, counted)
    details = [
        f"{rolled * 1000:.0f} ms against {grouped * 1000:.0f} ms, with what was sent and the year "
        f"before; equal in all {len(report.cells):,} cells",
        f"to fold an answer into the rollups takes {await _folding(database):.0f} us",
    ]
    what = f"a year by day, split by one segment, at {size:,} responses, {engine}"
    line = Line(what, "GROUP BY over the responses", "50x", f"{grouped / rolled:.0f}x", details)
    return line, rolled


async def _folding(database: Database) -> float:
    """Microseconds for each of the first answers, told once more."""
    await database.transact(lambda tx: tx.query(TOLD_AGAIN, (FOLDED,)))
    began = time.perf_counter()
    while await rollups.fold(database):
        pass
    return (time.perf_counter() - began) * 1e6 / FOLDED


async def _timed(work: Callable[[], Awaitable[Any]]) -> tuple[Any, float]:
    """The result, and the median time of several runs after a first one."""
    result, times = await work(), []
    for _ in range(TIMES):
        began = time.perf_counter()
        await work()
        times.append(time.perf_counter() - began)
    return result, median(times)


def _agree(report: Report, counted: Sequence[Any]) -> None:
    cells = {
        (number, group, score): n
        for (number, group), counts in report.cells.items()
        for score, n in counts.items()
        if n
    }
    if cells != {(row["day"], row["store"], row["score"]): row["n"] for row in counted}:
        raise RuntimeError("rollups and responses do not agree")
