"""Lists events, newest first."""

from dataclasses import dataclass
from typing import Any

from surveys.database import Database
from surveys.paging import Page, Window, named, page_of


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `start` and `end` are of the time when an event came in."""

    source: str | None = None
    type: str | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    rows = await database.fetch("events.page", wanted.source, wanted.type, *wanted.bounds)
    return page_of(rows, wanted, _shown)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    payload = row.pop("payload")
    said = {name: payload.get(name, {}) for name in ("customer", "properties")}
    return {"id": named("evt", row.pop("id")), **row, **said}
