"""Lists decisions, newest first, in pages that inserts do not shift."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.instant import to_micros
from surveys.story import plain

PAGE = 1000
PAGE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list; None: all. `contact` is an external id, an email or a phone; `before` is the id
    that the page before ended with."""

    contact: str | None = None
    survey_id: int | None = None
    outcome: str | None = None
    rule: str | None = None
    reason: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    before: int | None = None
    limit: int | None = None


async def page(database: Database, wanted: Filter) -> tuple[list[dict[str, Any]], int | None]:
    """One page (100 unless told) and where the next begins, None after the last."""
    limit = wanted.limit or PAGE_SHOWN
    rows = await database.read(lambda tx: _rows(tx, wanted, limit + 1), whole=True)
    found = [_shown(plain(row)) for row in rows[:limit]]
    following = int(rows[limit - 1]["id"]) if len(rows) > limit else None
    return found, following


async def every(database: Database, wanted: Filter) -> AsyncIterator[dict[str, Any]]:
    """All of them, a page in memory at a time; `limit` counts only where it is given."""
    following, left = wanted.before, wanted.limit
    while left is None or left > 0:
        size = PAGE if left is None else min(left, PAGE)
        found, following = await page(database, replace(wanted, before=following, limit=size))
        for one in found:
            yield one
        left = None if left is None else left - len(found)
        if following is None:
            return


async def _rows(tx: Transaction, wanted: Filter, limit: int) -> Sequence[Row]:
    parameters = (
        wanted.survey_id,
        wanted.outcome,
        wanted.rule,
        wanted.reason,
        to_micros(wanted.start) if wanted.start else None,
        to_micros(wanted.end) if wanted.end else None,
        wanted.before,
        limit,
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
