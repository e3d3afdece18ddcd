"""Lists what people wrote to us, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row
from surveys.paging import Page, Window, contact_of, named
from surveys.replies import OUTCOMES
from surveys.walking import by_id, nowhere, walked


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all."""

    outcome: str | None = None
    channel: str | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""

    async def read(part: Filter) -> Sequence[Row]:
        return await database.fetch("inbound.page", part.outcome, part.channel, *part.bounds)

    return await walked(wanted, read, _shown, by_id(database, "inbound"), nowhere)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact, event = contact_of(row), named("evt", row.pop("event_id"))
    return {
        "id": named("inb", row.pop("id")),
        **row,
        "sentence": OUTCOMES[row["outcome"]],
        "event": event,
        "contact": contact if event else None,
    }
