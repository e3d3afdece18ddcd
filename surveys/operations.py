"""How a help desk works, from its ticket events: first responses, resolutions, reopenings."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from surveys.database import Database, Row
from surveys.errors import FieldError, InvalidInput
from surveys.instant import from_micros, to_micros
from surveys.periods import Period
from surveys.situation import PastEvent
from surveys.tickets import figures, gather, grouped

MOST_EVENTS = 200_000


async def operations(
    database: Database, span: Period, group_by: str | None, now: datetime
) -> Mapping[str, Any]:
    """Of the tickets created in the span, what became of them by now: `groups` and `total`."""
    if span.start >= span.end:
        raise InvalidInput(FieldError("from", "must be before `to`"))
    bounds = (to_micros(span.start), to_micros(now))
    rows = await database.fetch("operations.events", *bounds, MOST_EVENTS + 1)
    if len(rows) > MOST_EVENTS:
        message = f"is the time of more than {MOST_EVENTS} ticket events; ask for a later one"
        raise InvalidInput(FieldError("from", message))
    return await asyncio.to_thread(_counted, rows, span, group_by)


def _counted(rows: Sequence[Row], span: Period, group_by: str | None) -> Mapping[str, Any]:
    tickets = gather(((row["source"], _event(row)) for row in rows), span.end)
    groups = grouped(tickets, group_by) if group_by else {}
    return {
        "groups": [{"group": name, **figures(some)} for name, some in groups.items()],
        "total": figures(tickets),
    }


def _event(row: Row) -> PastEvent:
    properties = from_json(row["properties"]) if row["properties"] else {}
    return PastEvent(row["type"], from_micros(int(row["occurred_at"])), properties)
