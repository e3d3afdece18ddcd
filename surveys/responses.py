"""Lists responses, newest first, in pages that inserts do not shift."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from surveys.database import Database
from surveys.instant import to_micros
from surveys.story import plain

PAGE = 1000
PAGE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list; None: all. `before` is the id that the page before ended with."""

    survey_id: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    low: int | None = None
    high: int | None = None
    where: tuple[str, str] | None = None
    with_comment: bool = False
    before: int | None = None
    limit: int | None = None


async def page(database: Database, wanted: Filter) -> tuple[list[dict[str, Any]], int | None]:
    """One page (100 unless told) and where the next begins, None after the last."""
    limit = wanted.limit or PAGE_SHOWN
    where = wanted.where or ("", "")
    rows = await database.fetch(
        "responses.page",
        wanted.survey_id,
        to_micros(wanted.start) if wanted.start else None,
        to_micros(wanted.end) if wanted.end else None,
        wanted.low,
        wanted.high,
        *where,
        wanted.with_comment,
        wanted.before,
        limit + 1,
    )
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


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = {name: row.pop(f"contact_{name}") for name in ("external_id", "email", "name")}
    contact["id"] = contact.pop("external_id")
    event = row.pop("event_id")
    return row | {
        "id": f"res_{row['id']}",
        "event": f"evt_{event}" if event is not None else None,
        "contact": contact,
    }
