"""People who are asked again and again: an event for each of them whenever their time has come.

The rules decide about it like about any other event, so a throttle may still say no.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import from_json

from surveys import inbox
from surveys.catalogue import Published
from surveys.database import Database, Row, Transaction
from surveys.event import Customer, EventBody
from surveys.inbox import Arrival
from surveys.instant import to_micros
from surveys.wishes import CHANNEL

AT_A_TIME = 100
AGAIN = timedelta(days=1)  # for those whom no survey asks just now
PLATFORMS = ("email", "sms")


def frequency(surveys: Sequence[Published], platform: str) -> timedelta | None:
    """How often these surveys may ask a person on a channel; None when they ask nobody there, or
    set no time."""
    days = [
        throttle.days
        for one in surveys
        if platform in one.definition.channels
        for throttle in one.definition.throttle
    ]
    return timedelta(days=max(days)) if days else None


async def add(tx: Transaction, membership: Mapping[str, Any], now: datetime) -> None:
    """A new one is due at once; one that is there gets its new properties."""
    at = to_micros(now)
    row = {**membership, "created_at": at, "updated_at": at, "next_at": at}
    again = "DO UPDATE SET properties = excluded.properties, updated_at = excluded.updated_at"
    unique = "(event_type, platform, contact_id)"
    await tx.insert("membership", [row], f"ON CONFLICT {unique} {again}")


async def remove(tx: Transaction, event_type: str, platform: str, contact_id: int) -> bool:
    """False when there is none."""
    return bool(await tx.fetch("memberships.remove", event_type, platform, contact_id))


async def page(
    database: Database | Transaction,
    event_type: str,
    platform: str,
    contact_id: int | None,
    after: int,
    limit: int,
) -> tuple[list[Row], int | None]:
    """By id, and where the next page begins."""
    wanted = (event_type, platform, contact_id, after, limit + 1)
    rows = await database.fetch("memberships.page", *wanted)
    return rows[:limit], int(rows[limit - 1]["id"]) if len(rows) > limit else None


async def ask_due(database: Database, live: Sequence[Published], now: datetime) -> int:
    """Put an event into the inbox for everybody whose time has come; how many had theirs."""

    async def work(tx: Transaction) -> int:
        rows = await tx.fetch("memberships.due", to_micros(now), AT_A_TIME)
        arrivals, moved = [], []
        for row in rows:
            listening = [one for one in live if row["event_type"] in one.definition.trigger.on]
            every = frequency(listening, row["platform"])
            moved.append([int(row["id"]), to_micros(now + (every or AGAIN))])
            if every is not None and (row["email"] or row["phone"]):
                arrivals.append(_arrival(row, now))
        if moved:
            await tx.fetch("memberships.move", moved)
        if arrivals:
            await inbox.store(tx, arrivals)
        return len(rows)

    return await database.transact(work)


def _arrival(row: Row, now: datetime) -> Arrival:
    customer = {name: row[name] for name in ("email", "phone") if row[name]}
    properties = {**from_json(row["properties"]), CHANNEL: row["platform"]}
    body = EventBody(
        id=f"autopilot-{row['id']}-{row['next_at']}",
        type=row["event_type"],
        customer=Customer.model_validate(customer),
        properties=properties,
    )
    return Arrival(row["source"], body, now)
