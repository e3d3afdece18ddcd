"""Finds the person behind an event: by external id, then by email, then by phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from surveys import address
from surveys.database import Row, Transaction

KEYS = ("external_id", "email", "phone")
DETAILS = ("email", "phone", "name", "locale", "timezone")


@dataclass(slots=True, eq=False)
class Contact:
    """A contact as it will be after the batch; `id` is 0 until it is written."""

    id: int
    external_id: str | None
    email: str | None
    phone: str | None
    name: str | None
    locale: str | None
    timezone: str | None
    updated_at: int
    changed: bool = False

    @property
    def identity(self) -> tuple[str | None, ...]:
        """What tells new contacts of one batch apart."""
        return self.external_id, self.email, self.phone

    def learn(self, newer: "Contact") -> None:
        """Take over what an event says: always where nothing was known, else if it is news."""
        news = newer.updated_at >= self.updated_at
        for name in ("external_id", *DETAILS):
            old, new = getattr(self, name), getattr(newer, name)
            if new and new != old and (not old or (news and name != "external_id")):
                setattr(self, name, new)
                self.changed = True
        self.updated_at = max(self.updated_at, newer.updated_at)


def described(customer: dict[str, Any], occurred_at: int) -> Contact | None:
    """The contact that an event's customer describes, None when nothing identifies anybody."""
    found = Contact(
        id=0,
        external_id=customer.get("id"),
        email=address.email(customer.get("email")),
        phone=address.phone(customer.get("phone")),
        name=customer.get("name") or None,
        locale=customer.get("locale") or None,
        timezone=customer.get("timezone") or None,
        updated_at=occurred_at,
    )
    return found if any(found.identity) else None


async def resolve(tx: Transaction, wanted: Sequence[Contact | None]) -> list[Contact | None]:
    """The stored contact for each description, made or brought up to date where needed.

    Holds a lock on every identity until the transaction ends, so that two workers can neither
    make one person twice nor decide about one person at the same time.
    """
    described = [contact for contact in wanted if contact is not None]
    await tx.lock(f"contact:{name}:{key}" for c in described for name, key in _keys(c))
    book = _Book(await tx.fetch("contacts.matching", *(_all(described, name) for name in KEYS)))
    found = [contact and book.find_or_add(contact) for contact in wanted]
    await _write(tx, list(dict.fromkeys(contact for contact in found if contact)))
    return found


class _Book:
    """Contacts by each of their keys."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by: dict[tuple[str, str], Contact] = {}
        for row in rows:
            self._index(
                Contact(**{name: row[name] for name in ("id", *KEYS[:1], *DETAILS, "updated_at")})
            )

    def find_or_add(self, described: Contact) -> Contact:
        for key in _keys(described):
            if (known := self._by.get(key)) is not None:
                known.learn(described)
                self._index(known)
                return known
        self._index(described)
        return described

    def _index(self, contact: Contact) -> None:
        for key in _keys(contact):
            self._by.setdefault(key, contact)


def _keys(contact: Contact) -> list[tuple[str, str]]:
    return [(name, key) for name in KEYS if (key := getattr(contact, name))]


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
