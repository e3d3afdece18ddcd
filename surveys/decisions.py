"""Lists decisions, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.paging import Page, Window, next_after
from surveys.story import plain


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `contact` is an external id, an email or a phone; `before` is the id
    that the page before ended with."""

    contact: str | None = None
    survey_id: int | None = None
    outcome: str | None = None
    rule: str | None = None
    reason: str | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    rows = await database.read(lambda tx: _rows(tx, wanted), whole=True)
    found = [_shown(plain(row)) for row in rows[: wanted.shown]]
    return found, next_after(rows, wanted.shown)


async def _rows(tx: Transaction, wanted: Filter) -> Sequence[Row]:
    parameters = (
        wanted.survey_id,
        wanted.outcome,
        wanted.rule,
        wanted.reason,
        *wanted.span,
        wanted.before,
        wanted.shown + 1,
    )
    if wanted.contact is None:
        return await tx.fetch("decisions.page", *parameters)
    people = await tx.fetch("decisions.contacts", wanted.contact, wanted.contact.lower())
    ids = [int(row["id"]) for row in people]
    return await tx.fetch("decisions.of_contacts", *parameters, ids) if ids else []


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = {name: row.pop(f"contact_{name}") for name in ("external_id", "email", "name")}
    known = any(contact.values())
    contact["id"] = contact.pop("external_id")
    event, event_type = row.pop("event_id"), row.pop("event_type")
    return {
        **row,
        "id": f"dec_{row['id']}",
        "event": f"evt_{event}",
        "event_type": event_type,
        "contact": contact if known else None,
    }
