"""How a help desk works, from its ticket events: first responses, resolutions, reopenings."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from surveys.database import Database, Row
from surveys.errors import FieldError, InvalidInput
from surveys.instant import from_micros, to_micros
from surveys.periods import Period
from surveys.situation import PastEvent
from surveys.tickets import Key, Ticket, created, figures, grouped, hear

MOST_EVENTS, PAGE = 100_000, 2_000


async def operations(database: Database, span: Period, group_by: str | None) -> Mapping[str, Any]:
    """Of the tickets created in the span, what became of them: `groups` and `total`."""
    if span.start >= span.end:
        raise InvalidInput(FieldError("from", "must be before `to`"))
    tickets = await heard(database, to_micros(span.start))
    return await asyncio.to_thread(_counted, created(tickets, span.end), group_by)


async def heard(database: Database, start: int) -> Mapping[Key, Ticket]:
    """What the events since then tell; InvalidInput when they are too many. A page of them at a
    time: all of them at once would fill the memory."""
    tickets: dict[Key, Ticket] = {}
    after = (start, 0)
    for _ in range(MOST_EVENTS // PAGE):
        rows = await database.fetch("operations.events", *after, PAGE)
        await asyncio.to_thread(_hear, tickets, rows)
        if len(rows) < PAGE:
            return tickets
        after = (int(rows[-1]["occurred_at"]), int(rows[-1]["id"]))
    message = f"is {MOST_EVENTS} ticket events or more ago, which is too many; ask for a later time"
    raise InvalidInput(FieldError("from", message))


def _hear(tickets: dict[Key, Ticket], rows: Sequence[Row]) -> None:
    hear(tickets, ((row["source"], int(row["id"]), _event(row)) for row in rows))


def _counted(tickets: Sequence[Ticket], group_by: str | None) -> Mapping[str, Any]:
    groups = grouped(tickets, group_by) if group_by else {}
    return {
        "groups": [{"group": name, **figures(some)} for name, some in groups.items()],
        "total": figures(tickets),
    }


def _event(row: Row) -> PastEvent:
    properties = from_json(row["properties"]) if row["properties"] else {}
    return PastEvent(row["type"], from_micros(int(row["occurred_at"])), properties)
