"""Lists events, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row
from surveys.paging import Page, Window, named
from surveys.walking import between, by_id, walked


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `start` and `end` are of the time when an event came in."""

    source: str | None = None
    type: str | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""

    async def read(part: Filter) -> Sequence[Row]:
        return await database.fetch("events.page", part.source, part.type, *part.bounds)

    ends = between(database, "events.ends", *wanted.span)
    return await walked(wanted, read, _shown, by_id(database, "event"), ends)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    payload = row.pop("payload")
    said = {name: payload.get(name, {}) for name in ("customer", "properties")}
    return {"id": named("evt", row.pop("id")), **row, **said}
