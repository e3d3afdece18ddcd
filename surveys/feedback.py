"""Responses of some surveys with who gave them and what was known of them, by time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from surveys.database import Database, Row, Transaction, plain
from surveys.sql import statement

Order = Literal["asc", "desc", "asc:updated_at", "desc:updated_at"]
ORDERS: Mapping[Order, str] = {
    "asc": "ORDER BY r.answered_at, r.id",
    "desc": "ORDER BY r.answered_at DESC, r.id DESC",
    "asc:updated_at": "ORDER BY r.updated_at, r.id",
    "desc:updated_at": "ORDER BY r.updated_at DESC, r.id DESC",
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
    order = f"{ORDERS[wanted.order]} LIMIT $10 OFFSET $11"
    spans = (*wanted.answered, *wanted.updated, *wanted.where)
    ids = (wanted.contact_id, wanted.response_id)
    return await tx.query(
        f"{statement('feedback.page', tx.dialect)} {order}",
        [plain(list(wanted.survey_ids)), *spans, *ids, wanted.limit, wanted.offset],
    )


async def latest(database: Database, survey_id: int) -> int | None:
    """When the newest response was given."""
    [row] = await database.fetch("feedback.latest", survey_id)
    return row["answered_at"]  # type: ignore[no-any-return]  # an integer or nothing


async def keep(tx: Transaction, properties: Mapping[int, Mapping[str, Any]]) -> None:
    """What a sender told beside responses, by their ids."""
    rows = [{"response_id": key, "properties": found} for key, found in properties.items()]
    again = "ON CONFLICT (response_id) DO UPDATE SET properties = excluded.properties"
    await tx.insert("particulars", rows, again)
