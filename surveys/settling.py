"""Makes answers of clicks whose time has come, or nothing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from surveys import answering, clicks
from surveys.answering import Answer
from surveys.database import Database, Row, Transaction
from surveys.evidence import Click
from surveys.evidence.settling import History, Settled, settle
from surveys.instant import from_micros, to_micros
from surveys.standing import Standing

AT_A_TIME = 200


def settle_after(at: datetime, settle_seconds: float) -> datetime:
    """When a click at `at` may count."""
    return at + timedelta(seconds=settle_seconds)


async def settle_due(database: Database, now: datetime, limit: int = AT_A_TIME) -> int:
    """Turn what is due into answers, or into nothing; how many clicks were looked at."""
    if not await database.fetch("clicking.unsettled", to_micros(now), 1):
        return 0

    async def work(tx: Transaction) -> int:
        rows = await tx.fetch("clicking.unsettled", to_micros(now), limit)
        await _settle(tx, rows, now)
        await tx.fetch("clicking.settled", [int(row["id"]) for row in rows])
        return len(rows)

    return await database.transact(work, whole=True)


async def _settle(tx: Transaction, rows: Iterable[Row], now: datetime) -> None:
    due: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        due[int(row["invitation_id"])].add(int(row["id"]))
    _, standings = await answering.held(tx, sorted(due))
    known = await clicks.first(tx, due)
    answers: list[Answer] = []
    lowered: list[Click] = []
    for invitation_id, ids in due.items():
        standing = settled_of(standings.get(invitation_id))
        found, doubtful = settle(
            History.of(known[invitation_id]),
            [click for click in known[invitation_id] if click.id in ids],
            standing,
        )
        lowered += doubtful
        if found is not None and found != standing:
            answers.append(answer_of(invitation_id, found, now))
    await clicks.lower(tx, lowered)
    if answers:
        await answering.take(tx, answers)


def settled_of(standing: Standing | None) -> Settled | None:
    """What a response says that counts; whether it is explicit is for answering.py to heed."""
    if standing is None or not standing.counts:
        return None
    inferred = standing.evidence == "inferred"
    return Settled(
        standing.score, "inferred" if inferred else "scripted", from_micros(standing.answered_at)
    )


def answer_of(invitation_id: int, found: Settled, now: datetime) -> Answer:
    """The answer that clicks amount to; it counts from now on, for the time of the click."""
    return Answer(invitation_id, found.score, found.at, evidence=found.evidence, counts_from=now)
