"""Lists responses, newest first."""

from dataclasses import dataclass
from typing import Any

from surveys.database import Database
from surveys.paging import Page, Window, next_after
from surveys.story import plain


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all."""

    survey_id: int | None = None
    low: int | None = None
    high: int | None = None
    where: tuple[str, str] | None = None
    with_comment: bool = False


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    where = wanted.where or ("", "")
    rows = await database.fetch(
        "responses.page",
        wanted.survey_id,
        *wanted.span,
        wanted.low,
        wanted.high,
        *where,
        wanted.with_comment,
        wanted.before,
        wanted.shown + 1,
    )
    found = [_shown(plain(row)) for row in rows[: wanted.shown]]
    return found, next_after(rows, wanted.shown)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = {name: row.pop(f"contact_{name}") for name in ("external_id", "email", "name")}
    contact["id"] = contact.pop("external_id")
    event = row.pop("event_id")
    return row | {
        "id": f"res_{row['id']}",
        "event": f"evt_{event}" if event is not None else None,
        "contact": contact,
    }
