"""The buckets of pacing.py, kept in the database so that all workers share them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from surveys.database import Database, Row, Transaction
from surveys.instant import to_micros
from surveys.pacing import FURTHEST, Bucket, Full, Pace, Way, allot

Buckets = dict[str, Bucket]


async def read(database: Database, names: Iterable[str]) -> Buckets:
    """As they are now, without holding anybody up."""
    return await database.read(lambda tx: _buckets(tx, names), whole=True)


async def take(
    database: Database, wishes: Sequence[Sequence[Way]], now: datetime
) -> list[int | Full]:
    """`allot` for each in turn, in one transaction."""
    names = {pace.bucket for ways in wishes for way in ways for pace in way}

    async def work(tx: Transaction) -> list[int | Full]:
        await tx.lock(names)
        buckets = await _buckets(tx, names)
        allotted = [allot(ways, buckets, to_micros(now)) for ways in wishes]
        await _keep(tx, buckets)
        return allotted

    return await database.transact(work, whole=True)


async def postpone(
    database: Database, pace: Pace, channel: str, domain: str, reason: str, now: datetime
) -> int:
    """Book places for messages that are next on a channel and go to a domain that is full, lest
    they be claimed one after the other while those to other domains wait; how many."""

    async def work(tx: Transaction) -> int:
        await tx.lock([pace.bucket])
        buckets = await _buckets(tx, [pace.bucket])
        [bucket] = buckets.values()
        moment = to_micros(now)
        where = (moment, channel, f"@{domain}")
        places = (pace.place(bucket, moment), pace.interval, moment + FURTHEST)
        found = await tx.fetch("buckets.postpone", *where, *places, reason)
        pace.book(bucket, len(found), moment)
        await _keep(tx, buckets)
        return len(found)

    return await database.transact(work, whole=True)


async def forget(database: Database, now: datetime) -> int:
    """Those that are empty; how many."""
    rows = await database.transact(lambda tx: tx.fetch("buckets.forget", to_micros(now)))
    return len(rows)


async def _buckets(tx: Transaction, names: Iterable[str]) -> Buckets:
    found = {name: Bucket() for name in names}
    return found | {row["bucket"]: _bucket(row) for row in await tx.fetch("buckets.read", [*found])}


def _bucket(row: Row) -> Bucket:
    return Bucket(int(row["taken_until"]), int(row["booked_until"]))


async def _keep(tx: Transaction, buckets: Buckets) -> None:
    rows = [
        {"bucket": name, "taken_until": one.taken_until, "booked_until": one.booked_until}
        for name, one in buckets.items()
    ]
    await tx.insert("pace", rows, OVERWRITE)


OVERWRITE = """ON CONFLICT (bucket) DO UPDATE
SET taken_until = excluded.taken_until, booked_until = excluded.booked_until"""
