"""Leaves no word of those who were erased in SQLite's index of words, which keeps what is deleted
until all of its parts are written as one. That costs by the whole index: so it is done once for all
who were erased within a minute, and a bite at a time, so that nobody waits long to write.
"""

from datetime import datetime, timedelta

from surveys.database import Database, Transaction
from surveys.instant import to_micros

GATHER = timedelta(minutes=1)
PAGES = 250  # of 4 kB, in a bite
ERASED, BEGUN = 2, 3  # rows of search_mark: since when words are to go; that they are going


async def note(tx: Transaction, now: datetime) -> None:
    """Somebody's words have just been deleted."""
    if tx.dialect == "sqlite":  # PostgreSQL's vacuum goes its own way
        await tx.fetch("sweeping.note", ERASED, to_micros(now))


async def sweep(database: Database, now: datetime) -> int:
    """Take a bite; 0 when there is nothing to do, or not yet."""
    if database.dialect != "sqlite":
        return 0
    rows = await database.fetch("sweeping.marks", ERASED, BEGUN)
    since = {int(row["id"]): int(row["change_id"]) for row in rows}
    if BEGUN in since:
        return await _go_on(database)
    if ERASED in since and since[ERASED] <= to_micros(now - GATHER):
        return await database.transact(_begin)
    return 0


async def _begin(tx: Transaction) -> int:
    await tx.fetch("sweeping.begin", ERASED, BEGUN)
    await tx.fetch("sweeping.merge", -PAGES)  # less than nought: of all parts
    return 1


async def _go_on(database: Database) -> int:
    """The words are gone for good when they are neither in the file nor in its log."""
    if await database.transact(_merge):
        return 1
    if await database.checkpoint():
        await database.transact(lambda tx: tx.fetch("sweeping.end", BEGUN))
    return 0


async def _merge(tx: Transaction) -> bool:
    """False when there was nothing left to merge."""
    [before] = await tx.fetch("sweeping.changes")
    await tx.fetch("sweeping.merge", PAGES)
    [after] = await tx.fetch("sweeping.changes")
    return int(after["n"]) - int(before["n"]) > 1  # the statement itself counts as one
