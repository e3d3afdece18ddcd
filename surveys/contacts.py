"""Finds the person behind an event: by the source's own id, then by email, then by phone."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from surveys import address
from surveys.contact import ADDRESSES, DETAILS, Contact, Key, channels_text, keys_of
from surveys.contact_book import ContactBook
from surveys.database import Row, Transaction
from surveys.keyring import Keyring
from surveys.merging import keep_unsubscribed, move_history

COLUMNS = (*DETAILS, "updated_at")
_values, _values_of_row = attrgetter(*COLUMNS), itemgetter(*COLUMNS)
MOVED = "ON CONFLICT (source, external_id) DO UPDATE SET contact_id = excluded.contact_id"


def described(
    source: str, customer: dict[str, Any], known_at: int, event_id: int | None = None
) -> Contact | None:
    """The contact that an event's customer describes, None when nothing identifies anybody.

    The customer's id is one of `source` only. `known_at`: how new the description is.
    """
    external_id = customer.get("id")
    found = Contact(
        id=0,
        email=address.email(customer.get("email")),
        phone=address.phone(customer.get("phone")),
        name=customer.get("name") or None,
        locale=customer.get("locale") or None,
        timezone=customer.get("timezone") or None,
        channels=channels_text(customer.get("channels")),
        updated_at=known_at,
        external_ids={source: external_id} if external_id else {},
        event_id=event_id,
    )
    return found if external_id or found.email or found.phone else None


async def resolve(
    tx: Transaction, wanted: Sequence[Contact | None], keyring: Keyring
) -> list[Contact | None]:
    """The stored contact for each description, made, merged or brought up to date where needed.

    Holds a lock on every identity until the transaction ends, so that two workers can neither
    make one person twice nor decide about one person, or one address, at the same time.
    """
    described = [contact for contact in wanted if contact is not None]
    said = {key for contact in described for key in keys_of(contact)}
    await _lock(tx, said)
    book = ContactBook(await _matching(tx, described))
    met = [contact and book.find_or_add(contact) for contact in wanted]
    found = [contact and contact.survivor for contact in met]
    known = {key for contact in found if contact and contact.id for key in keys_of(contact)}
    await _lock(tx, {key for key in known - said if key[0] in ADDRESSES})
    if book.merged:
        await move_history(tx, [merge.lost for merge in book.merged])
        await keep_unsubscribed(tx, keyring, book.merged)
    await _write(tx, list(dict.fromkeys(contact for contact in found if contact)))
    return found


async def _lock(tx: Transaction, keys: Collection[Key]) -> None:
    await tx.lock(f"contact:{name}:{key}" for name, key in keys)


async def _matching(tx: Transaction, described: Sequence[Contact]) -> list[Contact]:
    """Stored contacts with one of the keys. One that another worker was just merging away is
    looked for again: whoever it went into has its keys now.

    Their ids are read when they are held: another worker may have just added one.
    """
    pairs = {pair for contact in described for pair in contact.external_ids.items()}
    keys = [sorted(pairs), *(_all(described, name) for name in ADDRESSES)]
    rows = await tx.fetch("contacts.matching", *keys)
    while any(row["merged_into"] is not None for row in rows):
        rows = await tx.fetch("contacts.matching", *keys)
    found = {int(row["id"]): _stored(row) for row in rows}
    for row in await tx.fetch("contacts.identities", list(found)) if found else []:
        found[int(row["contact_id"])].external_ids[row["source"]] = row["external_id"]
    return list(found.values())


def _stored(row: Row) -> Contact:
    return Contact(**{name: row[name] for name in ("id", *DETAILS, "updated_at")})


def _all(contacts: Sequence[Contact], name: str) -> list[str]:
    return sorted({key for contact in contacts if (key := getattr(contact, name))})


async def _write(tx: Transaction, contacts: Sequence[Contact]) -> None:
    changed = [_row(contact) | {"id": contact.id} for contact in contacts if _is_news(contact)]
    new = [contact for contact in contacts if not contact.id]
    if changed:
        await tx.fetch("contacts.update", changed)
    await _add(tx, new)
    identities = [
        {"source": source, "external_id": contact.external_ids[source], "contact_id": contact.id}
        for contact in contacts
        for source in sorted(contact.learnt_ids)
    ]
    await tx.insert("identity", identities, MOVED)


def _is_news(contact: Contact) -> bool:
    return contact.changed and contact.id != 0


async def _add(tx: Transaction, contacts: Sequence[Contact]) -> None:
    """Rows come back in no promised order; those of people with the same details are alike."""
    waiting: dict[tuple[Any, ...], list[Contact]] = defaultdict(list)
    for contact in contacts:
        waiting[_values(contact)].append(contact)
    rows = [_row(contact) | {"created_at": contact.updated_at} for contact in contacts]
    for row in await tx.insert("contact", rows, f"RETURNING id, {', '.join(COLUMNS)}"):
        waiting[_values_of_row(row)].pop().id = int(row["id"])


def _row(contact: Contact) -> dict[str, Any]:
    return dict(zip(COLUMNS, _values(contact), strict=True))
