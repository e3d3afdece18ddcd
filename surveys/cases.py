"""Opens cases for answers that a person should look at, and lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.paging import Page, Window, contact_of, named
from surveys.standing import Standing
from surveys.walking import by_id, nowhere, walked

REASONS = ("asked", "score")
STATES = ("open",)


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all."""

    survey_id: int | None = None
    reason: str | None = None
    state: str | None = None


async def follow(tx: Transaction, standings: Sequence[Standing]) -> None:
    """Open the cases of answers that were just written, and take back those of answers that turned
    out to be a machine's. Who asks twice has one case, and asking counts for more than a score.
    """
    undone = [[s.response_id, s.undone_since] for s in standings if s.undone_since is not None]
    if undone:
        await tx.fetch("cases.take_back", undone)
    asked = [_row(s) for s in standings if s.counts and s.case == "asked"]
    scored = [_row(s) for s in standings if s.counts and s.case == "score"]
    again = "ON CONFLICT (response_id) DO UPDATE SET reason = 'asked'"
    await tx.insert("cases", asked, again)
    await tx.insert("cases", scored, "ON CONFLICT (response_id) DO NOTHING")


async def page(database: Database, wanted: Filter) -> Page:
    """One page, newest first, and where the next begins, None after the last."""

    async def read(part: Filter) -> Sequence[Row]:
        conditions = (part.survey_id, part.reason, part.state, *part.bounds)
        return await database.fetch("cases.page", *conditions)

    return await walked(wanted, read, _shown, by_id(database, "cases"), nowhere)


def _row(standing: Standing) -> dict[str, Any]:
    return {
        "response_id": standing.response_id,
        "contact_id": standing.contact_id,
        "reason": standing.case,
        "state": "open",
        "opened_at": standing.case_at,
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact = contact_of(row)
    return {
        "id": named("case", row.pop("id")),
        "response": named("res", row.pop("response_id")),
        "event": named("evt", row.pop("event_id")),
        **row,
        "contact": contact,
    }
