"""Lists decisions, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.contact_list import rows_about
from surveys.database import Database, Row, Transaction
from surveys.paging import Page, Window, contact_of, named, page_of

STEPS = ("considered", "sent", "answered")


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `contact` is an external id, an email or a phone; `before` is the id
    that the page before ended with."""

    contact: str | None = None
    survey_id: int | None = None
    outcome: str | None = None
    rule: str | None = None
    reason: str | None = None
    step: str | None = None  # of STEPS


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    rows = await database.read(lambda tx: _rows(tx, wanted), whole=True)
    return page_of(rows, wanted, _shown)


async def _rows(tx: Transaction, wanted: Filter) -> Sequence[Row]:
    conditions = (wanted.survey_id, wanted.outcome, wanted.rule, wanted.reason, *wanted.bounds)
    return await rows_about(tx, "decisions", wanted.contact, (*conditions, wanted.step))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = contact_of(row)
    return {
        "id": named("dec", row.pop("id")),
        "event": named("evt", row.pop("event_id")),
        "event_type": row.pop("event_type"),
        **row,
        "contact": contact if any(contact.values()) else None,
    }
