"""Lists the links that machines opened, newest first, each once: what `machine_clicks` counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row
from surveys.paging import NEWEST, Page, Window, contact_of, named
from surveys.walking import Floor, Known, by_id, walked

SCORES = 16  # more than an invitation has links; its id times this, and the score, is a link's id


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

    async def ends() -> Known:
        [row] = await database.fetch("machine_links.ends")
        return Known(int(row["lowest"] or 0) * SCORES, (int(row["highest"] or 0) + 1) * SCORES)

    return await walked(wanted, read, _shown, _floor(database), ends)


def _floor(database: Database) -> Floor:
    invitations = by_id(database, "invitation")

    async def floor(top: int) -> int:
        reached = await invitations(top // SCORES + 1)
        return reached * SCORES if reached > 1 else 1

    return floor


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact, event = contact_of(row), named("evt", row.pop("event_id"))
    return {"id": named("link", row.pop("id")), **row, "event": event, "contact": contact}
