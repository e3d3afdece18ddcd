"""Lists messages and what became of each, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row
from surveys.paging import Page, Window, contact_of, named
from surveys.walking import by_id, nowhere, walked

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

    async def read(part: Filter) -> Sequence[Row]:
        conditions = (part.survey_id, part.state, part.channel, *part.bounds)
        return await database.fetch("messages.page", *conditions)

    return await walked(wanted, read, _shown, by_id(database, "message"), nowhere)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = contact_of(row)
    return {
        "id": named("msg", row.pop("id")),
        "event": named("evt", row.pop("event_id")),
        **row,
        "contact": contact,
    }
