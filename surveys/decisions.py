"""Lists decisions, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.contact_list import rows_about
from surveys.database import Database, Row
from surveys.paging import Page, Window, contact_of, named
from surveys.walking import at_once, between, by_id, walked

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

    async def read(part: Filter) -> Sequence[Row]:
        conditions = (part.survey_id, part.outcome, part.rule, part.reason, *part.bounds)
        if part.near:
            return await database.fetch("decisions.near", *conditions, part.step)
        return await rows_about(database, "decisions", part.contact, (*conditions, part.step))

    floor = at_once if wanted.contact else by_id(database, "decision")
    ends = between(database, "decisions.ends", wanted.survey_id, *wanted.span, near=True)
    return await walked(wanted, read, _shown, floor, ends)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = contact_of(row)
    return {
        "id": named("dec", row.pop("id")),
        "event": named("evt", row.pop("event_id")),
        "event_type": row.pop("event_type"),
        **row,
        "contact": contact if any(contact.values()) else None,
    }
