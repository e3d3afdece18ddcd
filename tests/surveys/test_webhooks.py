"""What is kept of what webhooks were told."""

from datetime import timedelta
from typing import Any

from surveys import webhooks
from surveys.database import Database
from surveys.instant import to_micros
from tests.cast import KEYRING, NOW, column, rows

LONG_AGO = to_micros(NOW - webhooks.KEPT - timedelta(days=1))


def delivery(webhook_id: int, change_id: int, **more: Any) -> dict[str, Any]:
    made = {"webhook_id": webhook_id, "change_id": change_id, "created": True, "ended_at": None}
    return {**made, "state": "waiting", "due_at": LONG_AGO, **more}


async def test_old_deliveries_go_a_few_at_a_time_and_those_of_webhooks_that_ended(
    database: Database,
) -> None:
    ended, live = [
        await webhooks.add(database, KEYRING, "https://a.example", "standard", None, "key", NOW)
        for _ in range(2)
    ]
    told = [delivery(live, one, state="delivered", ended_at=LONG_AGO) for one in range(3)]
    new = delivery(live, 3, state="delivered", ended_at=to_micros(NOW))
    made = [*told, new, delivery(live, 4), delivery(ended, 5)]
    await database.transact(lambda tx: tx.insert("delivery", made))
    await database.transact(lambda tx: tx.fetch("webhooks.end", ended, LONG_AGO, "It said 410."))
    assert [await webhooks.forget(database, NOW, 2) for _ in range(3)] == [3, 1, 0]
    assert await column(database, "SELECT change_id FROM delivery ORDER BY id") == [3, 4]


async def test_old_deliveries_are_found_by_an_index(database: Database) -> None:
    if database.dialect == "sqlite":
        sql = "EXPLAIN QUERY PLAN SELECT id FROM delivery WHERE ended_at IS NOT NULL"
        plan = await rows(database, f"{sql} AND ended_at < 1 ORDER BY ended_at LIMIT 2")
        assert "delivery_ended" in plan[0]["detail"]
