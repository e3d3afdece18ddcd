"""Lists contacts, newest first, and finds those that somebody names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.paging import Page, Window, named
from surveys.walking import at_once, by_id, nowhere, walked


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `contact` is an external id, an email or a phone; `start` and `end`
    are of the time when a contact was first heard of."""

    contact: str | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last. A contact that
    was merged into another is none any more."""

    async def read(part: Filter) -> Sequence[Row]:
        return await rows_about(database, "contact_list", part.contact, part.bounds)

    floor = at_once if wanted.contact else by_id(database, "contact")
    return await walked(wanted, read, _shown, floor, nowhere)


async def rows_about(
    database: Database, what: str, contact: str | None, conditions: Sequence[Any]
) -> Sequence[Row]:
    """Rows of `<what>.page` or, when somebody is named, of `<what>.of_contacts`: that begins at
    their few rows, where the other one goes through all of them by age."""

    async def work(tx: Transaction) -> Sequence[Row]:
        if contact is None:
            return await tx.fetch(f"{what}.page", *conditions)
        people = await tx.fetch("contact_list.named", contact, contact.lower())
        ids = [int(row["id"]) for row in people]
        return await tx.fetch(f"{what}.of_contacts", *conditions, ids) if ids else []

    return await database.read(work, whole=True)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    external_ids = row.pop("external_ids") or {}  # by source
    return {"id": named("con", row.pop("id")), "external_ids": external_ids, **row}
