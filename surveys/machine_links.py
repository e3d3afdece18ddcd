"""Lists the links that machines opened, newest first, each once: what `machine_clicks` counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row
from surveys.paging import NEWEST, Page, Window, contact_of, named
from surveys.walking import at_once, nowhere, walked


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `start` and `end` are of the times at which links were opened."""

    survey_id: int | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""

    async def read(part: Filter) -> Sequence[Row]:
        start, end, *rest = part.bounds
        span = (start or 0, NEWEST if end is None else end)
        return await database.fetch("machine_links.page", part.survey_id, *span, *rest)

    return await walked(wanted, read, _shown, at_once, nowhere)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact, event = contact_of(row), named("evt", row.pop("event_id"))
    return {"id": named("click", row.pop("id")), **row, "event": event, "contact": contact}
