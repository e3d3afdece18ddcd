"""Deliveries that were signed but could not be used, kept until they can be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.database import Database, Row
from surveys.instant import from_micros, to_micros
from surveys.models.events import Quarantine

PREFIX = "qua_"
PAGE_SHOWN = 20
MOST_SHOWN_BYTES = 16 * 1024
"""Of a body in a list; a page of whole ones could be 100 MB."""
SECRET_HEADERS = (
    "authorization", "cookie", "signature", "secret", "hmac", "token", "password", "api-key"
)  # fmt: skip
UNINTERESTING = ("accept", "accept-encoding", "connection", "content-length", "host")


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list or to replay; None: all. `before` is the id that the page before ended with."""

    source: str | None = None
    endpoint: str | None = None
    since: datetime | None = None
    only: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One of them, whole. `origin` is `source:endpoint`."""

    id: int
    origin: str
    reason: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


async def keep(
    origin: str, reason: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> None:
    """Keep a delivery byte for byte, without the headers that hold secrets or signatures."""
    kept = {name: value.replace("\x00", "") for name, value in headers.items() if _harmless(name)}
    await Quarantine.create(
        origin=origin, reason=reason.replace("\x00", ""), headers=kept, body=body, received_at=now
    )


async def page(
    database: Database, wanted: Filter, limit: int = PAGE_SHOWN
) -> tuple[list[dict[str, Any]], int | None]:
    """Newest first, for people: bodies as text, long ones cut. Where the next page begins."""
    rows = await _rows(database, wanted, limit + 1, MOST_SHOWN_BYTES)
    following = int(rows[limit - 1]["id"]) if len(rows) > limit else None
    return [_shown(row) for row in rows[:limit]], following


async def batch(database: Database, wanted: Filter, limit: int) -> list[Delivery]:
    """Newest first, whole: up to `limit` of those before `wanted.before`."""
    return [
        Delivery(
            int(row["id"]),
            row["origin"],
            row["reason"],
            json.loads(row["headers"]),
            bytes(row["body"]),
            from_micros(int(row["received_at"])),
        )
        for row in await _rows(database, wanted, limit, None)
    ]


async def count(database: Database, wanted: Filter) -> int:
    """How many there are."""
    [row] = await database.fetch("quarantine.count", *_conditions(wanted))
    return int(row["number"])


async def release(ids: Sequence[int]) -> None:
    """Let go of those that have become events."""
    await Quarantine.filter(id__in=list(ids)).delete()


async def restate(id: int, reason: str) -> None:
    """Say why it still cannot be used."""
    await Quarantine.filter(id=id).update(reason=reason.replace("\x00", ""))


async def _rows(
    database: Database, wanted: Filter, limit: int, most_bytes: int | None
) -> list[Row]:
    return await database.fetch("quarantine.page", *_conditions(wanted), limit, most_bytes)


def _conditions(wanted: Filter) -> tuple[Any, ...]:
    since = to_micros(wanted.since) if wanted.since else None
    return (wanted.source, wanted.endpoint, since, wanted.only, wanted.before)


def _shown(row: Row) -> dict[str, Any]:
    source, _, endpoint = row["origin"].partition(":")
    headers = json.loads(row["headers"])
    shown = bytes(row["body"])
    return {
        "id": f"{PREFIX}{row['id']}",
        "source": source,
        "endpoint": endpoint,
        "reason": row["reason"],
        "received_at": from_micros(int(row["received_at"])).isoformat(),
        "headers": {
            name: value
            for name, value in headers.items()
            if _harmless(name) and name not in UNINTERESTING
        },
        "body": shown.decode("utf-8", "replace"),
        "body_bytes": int(row["body_bytes"]),
        "cut": len(shown) < int(row["body_bytes"]),
    }


def _harmless(name: str) -> bool:
    """The public address (`:url`) may have a token of the sender in its query."""
    return not name.startswith(":") and not any(word in name.lower() for word in SECRET_HEADERS)
