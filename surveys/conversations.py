"""Who is being asked what on channels where people can write back: one question at a time, or
nobody knows what a "9" is about.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from surveys.database import Database, Transaction
from surveys.delivery import Due, Outcome
from surveys.instant import to_micros

OPEN_FOR = timedelta(hours=72)  # then a number on its own may mean anything
AGAIN = timedelta(hours=1)  # how soon a message that waits for its turn looks again


# a channel, an address digest, and the id of the invitation that is asked about there
Conversation = tuple[str, str, int]


async def begin(
    database: Database, wanted: Sequence[Conversation], now: datetime
) -> set[Conversation]:
    """Those that begin or go on; where it is not among them, another question still waits."""
    moments = to_micros(now), to_micros(now - OPEN_FOR)

    async def work(tx: Transaction) -> set[Conversation]:
        return {one for one in wanted if await tx.fetch("conversations.begin", *one, *moments)}

    return await database.transact(work) if wanted else set()


async def end(tx: Transaction, ended: Sequence[Conversation]) -> None:
    """What was to be asked has not arrived."""
    for one in ended:
        await tx.fetch("conversations.end", *one)


def waiting(due: Due, now: datetime) -> Outcome:
    """The message comes later, when the other question has its answer or is too old for one."""
    error = "another question to this number still waits for its reply"
    return Outcome(due, "queued", error=error, until=now + AGAIN)
