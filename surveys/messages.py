"""Lists messages and what became of each, newest first."""

from dataclasses import dataclass
from typing import Any

from surveys.database import Database
from surveys.paging import Page, Window, next_after
from surveys.story import plain

STATES = (
    "queued", "claimed", "sent", "delivered", "unknown", "failed", "bounced", "complained",
    "suppressed", "withdrawn", "expired",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `start` and `end` are of the time when a message is due."""

    survey_id: int | None = None
    state: str | None = None
    channel: str | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    rows = await database.fetch(
        "messages.page",
        wanted.survey_id,
        wanted.state,
        wanted.channel,
        *wanted.span,
        wanted.before,
        wanted.shown + 1,
    )
    found = [_shown(plain(row)) for row in rows[: wanted.shown]]
    return found, next_after(rows, wanted.shown)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = {name: row.pop(f"contact_{name}") for name in ("external_id", "email", "name")}
    contact["id"] = contact.pop("external_id")
    return {
        "id": f"msg_{row.pop('id')}",
        "event": f"evt_{row.pop('event_id')}",
        **row,
        "contact": contact,
    }
