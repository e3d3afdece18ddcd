"""How each lane stands, kept in the database so that all workers know. See breaker.py."""

from datetime import datetime, timedelta

from surveys.breaker import Standing
from surveys.database import Database, Row, Transaction
from surveys.instant import from_micros, to_micros

FORGOTTEN = timedelta(days=1)


async def read(database: Database) -> dict[str, Standing]:
    """Those that have ever been in trouble, by name."""
    return {row["name"]: _standing(row) for row in await database.fetch("standings.read")}


async def change(database: Database, before: Standing, after: Standing) -> bool:
    """False when somebody else was quicker: of many who see the same trouble one changes it."""
    seen = to_micros(before.paused_until), to_micros(before.slowed_at)
    row = {
        "name": after.name,
        "pauses": after.pauses,
        "paused_until": to_micros(after.paused_until),
        "share": after.share,
        "slowed_at": to_micros(after.slowed_at),
        "reason": after.reason,
    }

    async def work(tx: Transaction) -> bool:
        return bool(await tx.fetch("standings.change", *row.values(), *seen))

    return await database.transact(work, whole=True)


async def forget(database: Database, now: datetime) -> int:
    """Those without any trouble for a day, be it that the lane is used no more; how many."""
    moment = to_micros(now - FORGOTTEN)
    rows = await database.transact(lambda tx: tx.fetch("standings.forget", moment))
    return len(rows)


def _standing(row: Row) -> Standing:
    return Standing(
        name=row["name"],
        pauses=int(row["pauses"]),
        paused_until=from_micros(int(row["paused_until"])),
        share=float(row["share"]),
        slowed_at=from_micros(int(row["slowed_at"])),
        reason=row["reason"],
    )
