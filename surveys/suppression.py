"""Addresses that must not be written to. Only a keyed hash of each is kept."""

from collections.abc import Sequence
from datetime import datetime

from surveys.database import Database, Transaction
from surveys.instant import to_micros
from surveys.keyring import Keyring

REASONS = {
    "unsubscribe": "The contact unsubscribed.",
    "bad_address": "The provider says that the address does not exist.",
}


def on_channel(channel: str, address: str) -> str:
    """Stands for an address on one channel only: `sms` may be closed and `whatsapp` open."""
    return f"{channel}:{address}"


async def suppress(
    tx: Transaction, keyring: Keyring, entries: Sequence[tuple[str, str, int]], now: datetime
) -> None:
    """Add (address, reason, survey id or 0 for all); what is there already stays.

    The address may be one `on_channel`."""
    rows = [
        {
            "address_digest": keyring.address_digest(address),
            "survey_id": survey_id,
            "reason": reason,
            "created_at": to_micros(now),
        }
        for address, reason, survey_id in entries
    ]
    await tx.insert("suppression", rows, "ON CONFLICT DO NOTHING")


async def unsubscribe(
    database: Database, keyring: Keyring, invitation_id: int, now: datetime
) -> bool:
    """Suppress every address of the invitation's contact, for all surveys; False if unknown.

    Wins over every message that is not claimed yet: the claim looks here in its own transaction.
    """

    async def work(tx: Transaction) -> bool:
        rows = await tx.fetch("suppression.addresses", invitation_id)
        addresses = [a for row in rows for a in (row["email"], row["phone"]) if a]
        await suppress(tx, keyring, [(a, "unsubscribe", 0) for a in addresses], now)
        return bool(rows)

    return await database.transact(work)
