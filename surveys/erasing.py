"""Erases a contact: no byte tells any more who it was, and no count changes.

Scores, segments and the reasons of decisions stay. What was suppressed stays so: of an address only
its keyed hash was ever kept.
"""

from datetime import datetime

from surveys import people
from surveys.database import Database, Transaction
from surveys.instant import to_micros

PARTS = (
    "contact", "identities", "events", "decisions", "changes", "responses", "inbound", "clicks",
    "messages", "memberships", "particulars",
)  # fmt: skip


async def erase(database: Database, known: people.Known, now: datetime) -> int:
    """The id of whoever was erased; NotFound."""

    async def work(tx: Transaction) -> int:
        contact_id = int((await people.find(tx, known))["id"])
        ids = [int(row["id"]) for row in await tx.fetch("erasing.invitations", contact_id)]
        if ids:
            await tx.fetch("evaluation.withdraw", ids)
            await tx.fetch("evaluation.withdraw_messages", ids, to_micros(now))
        for part in PARTS:
            await tx.fetch(f"erasing.{part}", contact_id)
        return contact_id

    return await database.transact(work)
