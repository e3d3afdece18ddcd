"""Lists what people wrote to us, newest first."""

from dataclasses import dataclass
from typing import Any

from surveys.database import Database
from surveys.paging import Page, Window, contact_of, named, page_of
from surveys.replies import OUTCOMES


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all."""

    outcome: str | None = None
    channel: str | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    rows = await database.fetch("inbound.page", wanted.outcome, wanted.channel, *wanted.bounds)
    return page_of(rows, wanted, _shown)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact, event = contact_of(row), named("evt", row.pop("event_id"))
    return {
        "id": named("inb", row.pop("id")),
        **row,
        "sentence": OUTCOMES[row["outcome"]],
        "event": event,
        "contact": contact if event else None,
    }
