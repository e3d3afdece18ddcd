"""Takes events in: on disk before the caller hears 202, once however often they are sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.event import EventBody
from surveys.instant import to_micros

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event and where it came from: `source` scopes the event's own id."""

    source: str
    body: EventBody
    received_at: datetime

    @property
    def key(self) -> Key:
        """What makes it the same event when it is sent again."""
        return self.source, self.body.id


@dataclass(frozen=True, slots=True)
class Accepted:
    """Where an arrival ended up; `conflict`: a repeat whose content differs from the first."""

    event_id: int
    duplicate: bool
    conflict: bool = False


async def accept(database: Database, arrivals: Sequence[Arrival]) -> list[Accepted]:
    """Store all arrivals in one durable transaction; one result each, in order.

    Of several arrivals with one key the first is the event and the others are duplicates.
    """
    rows = _first_of_each(arrivals)
    new, old = await database.transact(lambda tx: _write(tx, rows), whole=True)
    return _results(arrivals, rows, new, old)


async def store(tx: Transaction, arrivals: Sequence[Arrival]) -> list[Accepted]:
    """The same in a transaction that does more."""
    rows = _first_of_each(arrivals)
    return _results(arrivals, rows, *await _write(tx, rows))


def _first_of_each(arrivals: Sequence[Arrival]) -> dict[Key, dict[str, Any]]:
    rows: dict[Key, dict[str, Any]] = {}
    for arrival in arrivals:
        if arrival.key not in rows:
            rows[arrival.key] = _row(arrival)
    return rows


async def _write(
    tx: Transaction, rows: Mapping[Key, Mapping[str, Any]]
) -> tuple[dict[Key, int], dict[Key, Row]]:
    """By key, because two batches that hold the same events in different orders would wait for
    each other."""
    written = await tx.insert(
        "event",
        [rows[key] for key in sorted(rows)],
        "ON CONFLICT (source, external_id) DO NOTHING RETURNING id, source, external_id",
    )
    new = {(row["source"], row["external_id"]): int(row["id"]) for row in written}
    await tx.insert("inbox", _in_order(rows, new))
    known = [[*key] for key in rows if key not in new]
    old = await tx.fetch("inbox.known", known) if known else []
    return new, {(row["source"], row["external_id"]): row for row in old}


def _in_order(
    rows: Mapping[Key, Mapping[str, Any]], new: Mapping[Key, int]
) -> list[dict[str, int]]:
    """New events are due a microsecond after one another, so that they are heard as they came."""
    return [
        {"event_id": new[key], "due_at": rows[key]["received_at"] - (len(rows) - 1 - place)}
        for place, key in enumerate(rows)
        if key in new
    ]


def _results(
    arrivals: Sequence[Arrival],
    rows: Mapping[Key, Mapping[str, Any]],
    new: Mapping[Key, int],
    old: Mapping[Key, Row],
) -> list[Accepted]:
    results, seen = [], set()
    for arrival in arrivals:
        key = arrival.key
        first = rows[key] if key in new else old[key]
        repeated = key in seen or key in old
        conflict = repeated and _content(first) != _content(_row(arrival))
        event_id = new[key] if key in new else int(old[key]["id"])
        results.append(Accepted(event_id, duplicate=repeated, conflict=conflict))
        seen.add(key)
    return results


def _content(row: Mapping[str, Any]) -> tuple[str, Any]:
    """What must be equal in a repeat. Numbers by their digits: PostgreSQL gives 1e23 back as a 1
    with 23 noughts, which is another float."""
    payload = row["payload"]
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return row["type"], json.loads(text, parse_int=Decimal, parse_float=Decimal)


def _row(arrival: Arrival) -> dict[str, Any]:
    body = arrival.body
    received = to_micros(arrival.received_at)
    return {
        "source": arrival.source,
        "external_id": body.id,
        "type": body.type,
        "occurred_at": to_micros(body.occurred_at) if body.occurred_at else received,
        "received_at": received,
        "payload": _payload(body),
    }


def _payload(body: EventBody) -> dict[str, Any]:
    return body.model_dump(include={"customer", "properties"}, exclude_unset=True)
