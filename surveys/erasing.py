"""Erases a contact: no byte tells any more who it was, and no count changes.

Scores, segments and the reasons of decisions stay. What was suppressed stays so: of an address only
its keyed hash was ever kept.
"""

from datetime import datetime

from surveys import people, searching, tagging
from surveys.address import same_number
from surveys.database import Database, Row, Transaction
from surveys.instant import to_micros

PARTS = (
    "contact", "identities", "events", "decisions", "changes", "responses", "clicks",
    "messages", "memberships", "particulars",
)  # fmt: skip


async def erase(database: Database, known: people.Known, now: datetime) -> int:
    """The id of whoever was erased; NotFound."""

    async def work(tx: Transaction) -> int:
        person = await people.find(tx, known)
        contact_id = int(person["id"])
        ids = [int(row["id"]) for row in await tx.fetch("erasing.invitations", contact_id)]
        if ids:
            await tx.fetch("evaluation.withdraw", ids)
            await tx.fetch("evaluation.withdraw_messages", ids, to_micros(now))
        for part in PARTS:
            await tx.fetch(f"erasing.{part}", contact_id)
        await tx.fetch("erasing.inbound", contact_id, await _senders(tx, person))
        await searching.erase(tx, contact_id, now)
        await tagging.erase(tx, contact_id)
        return contact_id

    return await database.transact(work)


async def _senders(tx: Transaction, person: Row) -> list[str]:
    """All that replies of theirs may have come from."""
    replied = [row["sender"] for row in await tx.fetch("erasing.senders", int(person["id"]))]
    known = {one for one in (person["email"], person["phone"], *replied) if one}
    return sorted({way for one in known for way in same_number(one)})
