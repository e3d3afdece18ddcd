"""Contacts as people to ask: who there is, when each was asked, and what still waits for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.errors import NotFound
from surveys.instant import to_micros
from surveys.keyring import new_token

Known = tuple[int | None, str | None, str | None]  # id, email or phone that names a contact
SEED = "delighted.last_sent"


async def find(tx: Transaction | Database, known: Known) -> Row:
    """Whoever has it, the oldest of several; NotFound."""
    found = await tx.fetch("people.find", *known)
    if not found:
        raise NotFound("there is no such person")
    return found[0]


async def page(
    database: Database, span: tuple[int | None, int | None], known: Known, after: int, limit: int
) -> tuple[list[Row], int | None]:
    """People by id from `after` on, and where the next page begins, None after the last."""
    _, email, phone = known
    name = "people.named" if email or phone else "people.page"
    rows = await database.fetch(name, *span, email, phone, after, limit + 1)
    return rows[:limit], int(rows[limit - 1]["id"]) if len(rows) > limit else None


async def move(tx: Transaction, known: Known, email: str | None, phone: str | None) -> bool:
    """Give a contact, if there is one, new addresses; False when somebody else has them."""
    found = await tx.fetch("people.find", *known)
    taken = await tx.fetch("people.find", None, email, phone)
    if taken and not (found and taken[0]["id"] == found[0]["id"]):
        return False
    if found:
        await tx.lock(f"contact:{field}:{one}" for field, one in _keys(found[0], email, phone))
        await tx.fetch("people.move", int(found[0]["id"]), email, phone)
    return True


def _keys(row: Row, email: str | None, phone: str | None) -> list[tuple[str, Any]]:
    pairs = [("email", row["email"]), ("email", email), ("phone", row["phone"]), ("phone", phone)]
    return [(field, one) for field, one in pairs if one]


async def seed(
    tx: Transaction,
    contact_id: int,
    source: str,
    survey_ids: Sequence[int],
    asked_at: datetime,
    now: datetime,
) -> None:
    """Let the rules know that somebody was asked elsewhere. The invitation has no message and was
    not sent by us, so that it counts in no response rate."""
    at = to_micros(asked_at)
    event = {
        "source": source,
        "external_id": f"last-sent-{contact_id}-{at}",
        "type": SEED,
        "occurred_at": at,
        "received_at": to_micros(now),
        "payload": {},
    }
    for row in await tx.insert("event", [event], "ON CONFLICT DO NOTHING RETURNING id"):
        invitations = [_asked(int(row["id"]), one, contact_id, at) for one in survey_ids]
        await tx.insert("invitation", invitations)


def _asked(event_id: int, survey_id: int, contact_id: int, at: int) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "survey_id": survey_id,
        "version": 1,
        "contact_id": contact_id,
        "token": new_token(),
        "state": "expired",
        "language": "en",
        "channels": [],
        "segments": {},
        "created_at": at,
        "due_at": at,
        "expires_at": at,
    }


async def withdraw(
    database: Database, known: Known, survey_ids: Sequence[int], now: datetime
) -> int:
    """Take back what waits to be sent to somebody; how many. NotFound."""

    async def work(tx: Transaction) -> int:
        person = await find(tx, known)
        rows = await tx.fetch("people.pending", int(person["id"]), list(survey_ids))
        ids = [int(row["id"]) for row in rows]
        if ids:
            await tx.fetch("evaluation.withdraw", ids)
            await tx.fetch("evaluation.withdraw_messages", ids, to_micros(now))
        return len(ids)

    return await database.transact(work)
