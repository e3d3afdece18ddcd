"""Mails that come back for a reason that may pass: not the first counts against the address."""

from datetime import datetime, timedelta

from surveys.database import Transaction
from surveys.instant import to_micros
from surveys.suppression import close

MOST, SPAN = 3, timedelta(days=30)


async def note(
    tx: Transaction, digest: str, message_id: int, now: datetime, contact_id: int | None = None
) -> None:
    """One more from the address with this digest; the third message within the span closes it."""
    await tx.lock([f"bounces {digest}"])
    row = {"message_id": message_id, "address_digest": digest, "at": to_micros(now)}
    await tx.insert("soft_bounce", [row], "ON CONFLICT DO NOTHING")
    [found] = await tx.fetch("bounces.soft", digest, to_micros(now - SPAN))
    if int(found["messages"]) >= MOST:
        await close(tx, [(digest, "soft_bounces", 0, contact_id)], now)
