"""Lists invitations and what became of each, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.contact_list import rows_about
from surveys.database import Database, Row
from surveys.paging import Page, Window, contact_of, named
from surveys.walking import Ends, at_once, between, by_id, walked

TIMES = ("created", "sent")
STATES = ("waiting", "asked", "answered", "failed", "withdrawn", "expired")


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `contact` is an external id, an email or a phone; `start` and `end`
    are of the time when an invitation was made or, by `time`, first sent."""

    contact: str | None = None
    survey_id: int | None = None
    state: str | None = None
    time: str = TIMES[0]
    failed: bool | None = None
    where: tuple[str, str] | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    where = wanted.where or ("", "")

    async def read(part: Filter) -> Sequence[Row]:
        conditions = (part.survey_id, part.state, part.time, *part.bounds, part.failed, *where)
        if part.near:
            return await database.fetch("invitations.near", *conditions)
        return await rows_about(database, "invitations", part.contact, conditions)

    floor = at_once if wanted.contact else by_id(database, "invitation")
    return await walked(wanted, read, _shown, floor, _ends(database, wanted))


def _ends(database: Database, wanted: Filter) -> Ends:
    if wanted.time == "sent" and wanted.span != (None, None):
        return between(database, "invitations.ends", wanted.survey_id, *wanted.span)
    return between(database, "invitations.survey_ends", wanted.survey_id, near=True)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """The id is a plain number here as in the story of an event: POST /v1/responses takes it."""
    contact, response = contact_of(row), named("res", row.pop("response_id"))
    event = named("evt", row.pop("event_id"))
    return {"id": row.pop("id"), "event": event, **row, "response": response, "contact": contact}
