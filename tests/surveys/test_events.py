"""The list of events, as the backends sent them."""

from datetime import timedelta
from typing import Any

from surveys import events
from surveys.database import Database
from surveys.events import Filter
from surveys.inbox import Arrival, accept
from tests.cast import NOW, event

HOUR = timedelta(hours=1)


async def listed(database: Database, **wanted: Any) -> list[str]:
    """The backends' own ids, newest first."""
    return [one["external_id"] for one in (await events.page(database, Filter(**wanted)))[0]]


async def test_an_event_is_told_as_it_was_said(database: Database) -> None:
    said = event(1, occurred_at=NOW - HOUR, properties={"store": "Bali", "lines": [1]})
    [stored] = await accept(database, [Arrival("shop", said, NOW)])
    [found], _ = await events.page(database, Filter())
    assert found == {
        "id": f"evt_{stored.event_id}",
        "source": "shop",
        "external_id": "order-1",
        "type": "purchase.completed",
        "occurred_at": (NOW - HOUR).isoformat(),
        "received_at": NOW.isoformat(),
        "customer": said.customer.model_dump(exclude_none=True),
        "properties": {"store": "Bali", "lines": [1]},
    }


async def test_each_filter_narrows_the_list(database: Database) -> None:
    for number, (source, kind) in enumerate(
        (("shop", "a.b"), ("shop", "c.d"), ("desk/main", "a.b"))
    ):
        await accept(database, [Arrival(source, event(number, type=kind), NOW + number * HOUR)])
    for wanted, found in (
        ({}, ["order-2", "order-1", "order-0"]),
        ({"source": "shop"}, ["order-1", "order-0"]),
        ({"type": "a.b"}, ["order-2", "order-0"]),
        ({"source": "shop", "type": "a.b"}, ["order-0"]),
        ({"start": NOW + HOUR}, ["order-2", "order-1"]),
        ({"end": NOW + HOUR}, ["order-0"]),
        ({"source": "nobody"}, []),
    ):
        assert await listed(database, **wanted) == found, wanted  # type: ignore[arg-type]
