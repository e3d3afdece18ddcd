"""Who is being asked what on channels where people can write back: one question at a time, or
nobody knows what a "9" is about.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from surveys.database import Database, Row, Transaction
from surveys.delivery import Due, Outcome
from surveys.instant import from_micros, to_micros

OPEN_FOR = timedelta(hours=72)  # then a number on its own may mean anything
AGAIN = timedelta(hours=1)  # how soon a message that waits for its turn looks again


# a channel, an address digest, and the id of the invitation that is asked about there
Conversation = tuple[str, str, int]


async def begin(
    database: Database, wanted: Sequence[Conversation], now: datetime
) -> dict[Conversation, datetime | None]:
    """Those that begin or go on, with the customer's own last words there; where one is not among
    them, another question still waits."""
    moments = to_micros(now), to_micros(now - OPEN_FOR)

    async def work(tx: Transaction) -> dict[Conversation, datetime | None]:
        rows = {one: await tx.fetch("conversations.begin", *one, *moments) for one in wanted}
        return {one: _heard_at(found[0]) for one, found in rows.items() if found}

    return await database.transact(work, whole=True) if wanted else {}


def _heard_at(row: Row) -> datetime | None:
    return from_micros(int(row["heard_at"])) if row["heard_at"] is not None else None


async def end(tx: Transaction, ended: Sequence[Conversation]) -> None:
    """What was to be asked has not arrived."""
    for one in ended:
        await tx.fetch("conversations.end", *one)


def waiting(due: Due, now: datetime) -> Outcome:
    """The message comes later, when the other question has its answer or is too old for one."""
    error = "another question to this number still waits for its reply"
    return Outcome(due, "queued", error=error, until=now + AGAIN)
