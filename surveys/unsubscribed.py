"""Who asked not to be written to, and whose mails came back, as lists."""

from collections.abc import Sequence
from datetime import datetime

from surveys import contacts, webhooks
from surveys.database import Database, Row, Transaction
from surveys.feedback import Span
from surveys.instant import to_micros
from surveys.keyring import Keyring
from surveys.suppression import close, on_contact

UNSUBSCRIBED = ("unsubscribe", "complaint")
BOUNCED = ("bad_address", "soft_bounces")


async def page(
    database: Database, reasons: Sequence[str], span: Span, limit: int, offset: int
) -> list[Row]:
    """People who are closed for one of these reasons, by when that was first so."""
    return await database.fetch("unsubscribed.page", list(reasons), *span, limit, offset)


async def add(database: Database, keyring: Keyring, source: str, email: str, now: datetime) -> None:
    """Write no more to the address, nor to whoever has it: somebody who is known, or is from now
    on, so that the list has them."""

    async def work(tx: Transaction) -> None:
        described = contacts.described(source, {"email": email}, to_micros(now))
        [person] = await contacts.resolve(tx, [described], keyring)
        if person is None:
            return
        known = (on_contact(person.id), email, person.phone)
        closed = [
            (keyring.address_digest(one), "unsubscribe", 0, person.id) for one in known if one
        ]
        await close(tx, closed, now)
        await webhooks.note_unsubscribed(tx, person.id, now)

    await database.transact(work, whole=True)
