"""Tells others of answers. The ledger says which, in the order in which they began to count: what
a person has sent, or what a click has settled to. One delivery for each webhook and change; it is
tried again until it is taken, for three days.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from surveys import ledger
from surveys.database import Database, Row, Transaction
from surveys.errors import NotFound
from surveys.instant import to_micros
from surveys.keyring import Keyring

Shape = Literal["standard", "delighted"]
AT_A_TIME = 200
FORGET_AT_A_TIME = 1000
LEASE = timedelta(minutes=2)
# As Standard Webhooks proposes; with the last one, three days in all.
PAUSES_SECONDS = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
KEPT = timedelta(days=30)


async def add(
    database: Database,
    keyring: Keyring,
    url: str,
    shape: Shape,
    survey_id: int | None,
    secret: str,
    now: datetime,
) -> int:
    """From now on; its number. The caller has checked the url."""

    async def work(tx: Transaction) -> int:
        await tx.lock(["ledger"])
        row = {
            "url": url,
            "shape": shape,
            "survey_id": survey_id,
            "secret": keyring.seal(secret),
            "heard": await ledger.last_id(tx),
            "created_at": to_micros(now),
        }
        [written] = await tx.insert("webhook", [row], "RETURNING id")
        return int(written["id"])

    return await database.transact(work)


async def remove(database: Database, number: int) -> None:
    """With all that it waits to be told; NotFound."""

    async def work(tx: Transaction) -> None:
        if not await tx.fetch("webhooks.remove", number):
            raise NotFound("there is no such webhook; `afterword webhooks list` names them")
        await tx.fetch("webhooks.forget_all", number)

    await database.transact(work)


async def hear(database: Database, now: datetime) -> int:
    """Write down what webhooks are to be told of; how many changes were looked at."""
    if not await database.fetch("webhooks.behind"):
        return 0

    async def work(tx: Transaction) -> int:
        looked_at = 0
        for webhook in await tx.fetch("webhooks.held"):
            changes = await tx.fetch("webhooks.changes", int(webhook["heard"]), AT_A_TIME)
            if not changes:
                continue
            rows = [_row(webhook, one, now) for one in changes if _is_news(webhook, one)]
            await tx.insert("delivery", rows, "ON CONFLICT (webhook_id, change_id) DO NOTHING")
            await tx.fetch("webhooks.heard", int(webhook["id"]), int(changes[-1]["id"]))
            looked_at += len(changes)
        return looked_at

    return await database.transact(work)


async def note_unsubscribed(tx: Transaction, contact_id: int, now: datetime) -> None:
    """Have every webhook told that somebody wants nothing more, once, if this is committed."""
    await tx.fetch("webhooks.unsubscribed", contact_id, to_micros(now))


def _is_news(webhook: Row, change: Row) -> bool:
    """An edit takes the old score out and puts the new one in: one of the two is enough."""
    wanted = webhook["survey_id"] in (None, change["survey_id"])
    return wanted and int(change["delta"]) > 0


def _row(webhook: Row, change: Row, now: datetime) -> dict[str, Any]:
    return {
        "webhook_id": webhook["id"],
        "change_id": change["id"],
        "response_id": change["response_id"],
        "created": not change["earlier"],
        "state": "waiting",
        "attempts": 0,
        "due_at": to_micros(now),
    }


async def due(database: Database, webhook_id: int, now: datetime, limit: int) -> list[Row]:
    """Claim what a webhook is to be told now; whoever claims and dies leaves it to others later."""
    lease = to_micros(now + LEASE)
    return await database.transact(
        lambda tx: tx.fetch("webhooks.claim", webhook_id, to_micros(now), lease, limit)
    )


async def record(
    database: Database, delivery: Row, code: str | None, error: str | None, now: datetime
) -> None:
    """What came of one: taken, to be tried again, or given up. 410 ends the webhook."""
    attempts = int(delivery["attempts"])
    pause = PAUSES_SECONDS[attempts - 1] if attempts <= len(PAUSES_SECONDS) else None
    gone = code == "410"
    state = "delivered" if error is None else "waiting" if pause and not gone else "failed"
    again = to_micros(now + timedelta(seconds=pause or 0))
    ended_at = None if state == "waiting" else to_micros(now)

    async def work(tx: Transaction) -> None:
        row = (int(delivery["id"]), state, again, ended_at, code, error)
        await tx.fetch("webhooks.record", *row)
        if gone:
            why = "It answered 410: nothing more is to be sent there."
            await tx.fetch("webhooks.end", int(delivery["webhook_id"]), to_micros(now), why)

    await database.transact(work, whole=True)


async def listed(database: Database) -> Sequence[Row]:
    """All of them, with what waits, what was taken, what was given up, and the last trouble."""
    return await database.fetch("webhooks.listed")


async def forget(database: Database, now: datetime, limit: int = FORGET_AT_A_TIME) -> int:
    """Delete what was told a month ago, and what webhooks that ended then never heard; how many."""
    before = to_micros(now - KEPT)
    return len(await database.transact(lambda tx: tx.fetch("webhooks.forget", before, limit)))
