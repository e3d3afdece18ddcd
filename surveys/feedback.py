"""Responses of some surveys with who gave them and what was known of them, by time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from surveys.database import Database, Row, Transaction, plain
from surveys.sql import statement

Order = Literal["asc", "desc", "asc:updated_at", "desc:updated_at"]
ORDERS: Mapping[Order, str] = {
    "asc": "ORDER BY answered_at, id",
    "desc": "ORDER BY answered_at DESC, id DESC",
    "asc:updated_at": "ORDER BY updated_at, id",
    "desc:updated_at": "ORDER BY updated_at DESC, id DESC",
}
Span = tuple[int | None, int | None]  # from, until before; microseconds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list; None: all."""

    survey_ids: Sequence[int]
    answered: Span = (None, None)
    updated: Span = (None, None)
    where: tuple[str, str] = ("", "")
    contact_id: int | None = None
    response_id: int | None = None
    order: Order = "asc"
    limit: int = 20
    offset: int = 0


async def page(tx: Transaction, wanted: Wanted) -> list[Row]:
    """One page."""
    ids = await _ids(tx, wanted) if wanted.response_id is None else [wanted.response_id]
    rows = await tx.fetch("feedback.page", ids, list(wanted.survey_ids)) if ids else []
    found = {int(row["id"]): row for row in rows}
    return [found[one] for one in ids if one in found]


async def _ids(tx: Transaction, wanted: Wanted) -> list[int]:
    if not wanted.survey_ids:
        return []
    spans = (*wanted.answered, *wanted.updated, *wanted.where)
    which, more = _which(tx.dialect, wanted)
    sql = f"{which}\n{ORDERS[wanted.order]} LIMIT $7 OFFSET $8"
    rows = await tx.query(sql, [*spans, wanted.limit, wanted.offset, *more])
    return [int(row["id"]) for row in rows]


def _which(dialect: str, wanted: Wanted) -> tuple[str, Sequence[Any]]:
    """A statement and its parameters from the ninth on. Each survey has an index in the order of
    time; of several surveys at once a database would sort all."""
    if wanted.contact_id is not None:
        given = [wanted.contact_id, plain(list(wanted.survey_ids))]
        return statement("feedback.of_contact", dialect), given
    one = statement("feedback.of_survey", dialect)
    first = f"{one}\n{ORDERS[wanted.order]} LIMIT CAST($7 AS BIGINT) + CAST($8 AS BIGINT)"
    arms = [first.replace("$survey", f"${9 + n}") for n in range(len(wanted.survey_ids))]
    return "\nUNION ALL\n".join(f"SELECT * FROM ({arm}) AS s" for arm in arms), wanted.survey_ids


async def latest(database: Database, survey_id: int) -> int | None:
    """When the newest response was given."""
    [row] = await database.fetch("feedback.latest", survey_id)
    return row["answered_at"]  # type: ignore[no-any-return]  # an integer or nothing


async def keep(tx: Transaction, properties: Mapping[int, Mapping[str, Any]]) -> None:
    """What a sender told beside responses, by their ids."""
    rows = [{"response_id": key, "properties": found} for key, found in properties.items()]
    again = "ON CONFLICT (response_id) DO UPDATE SET properties = excluded.properties"
    await tx.insert("particulars", rows, again)
