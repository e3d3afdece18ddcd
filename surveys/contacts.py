"""Finds the person behind an event: by external id, then by email, then by phone."""

from collections.abc import Sequence
from typing import Any

from surveys import address
from surveys.contact import DETAILS, KEYS, Contact, channels_text, keys_of
from surveys.contact_book import ContactBook
from surveys.database import Row, Transaction
from surveys.keyring import Keyring
from surveys.merging import keep_unsubscribed, move_history


def described(
    customer: dict[str, Any], occurred_at: int, event_id: int | None = None
) -> Contact | None:
    """The contact that an event's customer describes, None when nothing identifies anybody."""
    found = Contact(
        id=0,
        external_id=customer.get("id"),
        email=address.email(customer.get("email")),
        phone=address.phone(customer.get("phone")),
        name=customer.get("name") or None,
        locale=customer.get("locale") or None,
        timezone=customer.get("timezone") or None,
        channels=channels_text(customer.get("channels")),
        updated_at=occurred_at,
        event_id=event_id,
    )
    return found if any(found.identity) else None


async def resolve(
    tx: Transaction, wanted: Sequence[Contact | None], keyring: Keyring
) -> list[Contact | None]:
    """The stored contact for each description, made, merged or brought up to date where needed.

    Holds a lock on every identity until the transaction ends, so that two workers can neither
    make one person twice nor decide about one person at the same time.
    """
    described = [contact for contact in wanted if contact is not None]
    await tx.lock(f"contact:{name}:{key}" for c in described for name, key in keys_of(c))
    book = ContactBook(await _matching(tx, described))
    met = [contact and book.find_or_add(contact) for contact in wanted]
    found = [contact and contact.survivor for contact in met]
    if book.merged:
        await move_history(tx, [merge.lost for merge in book.merged])
        await keep_unsubscribed(tx, keyring, book.merged)
    await _write(tx, list(dict.fromkeys(contact for contact in found if contact)))
    return found


async def _matching(tx: Transaction, described: Sequence[Contact]) -> list[Contact]:
    """Stored contacts with one of the keys. One that another worker was just merging away is
    looked for again: whoever it went into has its keys now."""
    keys = [_all(described, name) for name in KEYS]
    rows = await tx.fetch("contacts.matching", *keys)
    while any(row["merged_into"] is not None for row in rows):
        rows = await tx.fetch("contacts.matching", *keys)
    return [_stored(row) for row in rows]


def _stored(row: Row) -> Contact:
    return Contact(**{name: row[name] for name in ("id", *KEYS[:1], *DETAILS, "updated_at")})


def _all(contacts: Sequence[Contact], name: str) -> list[str]:
    return sorted({key for contact in contacts if (key := getattr(contact, name))})


async def _write(tx: Transaction, contacts: Sequence[Contact]) -> None:
    new = {contact.identity: contact for contact in contacts if not contact.id}
    rows = [_row(contact) | {"created_at": contact.updated_at} for contact in new.values()]
    for row in await tx.insert("contact", rows, "RETURNING id, external_id, email, phone"):
        new[tuple(row[name] for name in KEYS)].id = int(row["id"])
    changed = [_row(c) | {"id": c.id} for c in contacts if c.changed and c.identity not in new]
    if changed:
        await tx.fetch("contacts.update", changed)


def _row(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in ("external_id", *DETAILS, "updated_at")}
