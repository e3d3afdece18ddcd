import asyncio
import random
from typing import Any

import pytest

from surveys.database import Database
from surveys.event import EventBody
from surveys.group_commit import GroupCommit
from surveys.inbox import Accepted, Arrival, accept
from surveys.instant import to_micros
from tests.cast import NOW, column, event, post, rows, value


async def stored(database: Database) -> tuple[int, int]:
    """Events, and how many of them wait in the inbox."""
    return (
        await value(database, "SELECT COUNT(*) FROM event"),
        await value(database, "SELECT COUNT(*) FROM inbox"),
    )


async def test_an_event_is_stored_as_it_came_and_waits(database: Database) -> None:
    happened = NOW.replace(hour=7, microsecond=123456)
    [accepted] = await post(
        database, event(1, occurred_at=happened.isoformat(), properties={"amount": 12.5})
    )
    assert accepted == Accepted(accepted.event_id, duplicate=False)
    [row] = await rows(database, "SELECT * FROM event")
    assert (row["id"], row["source"], row["external_id"]) == (accepted.event_id, "shop", "order-1")
    assert (row["occurred_at"], row["received_at"]) == (to_micros(happened), to_micros(NOW))
    [waiting] = await rows(database, "SELECT event_id, due_at, attempts FROM inbox")
    assert waiting == {"event_id": row["id"], "due_at": to_micros(NOW), "attempts": 0}


async def test_an_event_without_a_time_happened_when_it_came(database: Database) -> None:
    await post(database, event(1))
    assert await value(database, "SELECT occurred_at FROM event") == to_micros(NOW)


async def test_a_repeat_is_the_same_event(database: Database) -> None:
    [first] = await post(database, event(1))
    [again] = await post(database, event(1), now=NOW.replace(year=2027))
    assert again == Accepted(first.event_id, duplicate=True, conflict=False)
    assert await stored(database) == (1, 1)


async def test_a_repeat_after_the_rules_have_seen_it_does_not_wait_again(
    database: Database,
) -> None:
    await post(database, event(1))
    await database.transact(lambda tx: tx.query("DELETE FROM inbox", ()))
    await post(database, event(1))
    assert await stored(database) == (1, 0)


@pytest.mark.parametrize(
    "other",
    [
        {"properties": {"amount": 2}},
        {"customer": {"id": "somebody else"}},
        {"type": "purchase.cancelled"},
    ],
)
async def test_a_repeat_that_says_something_else_is_flagged_and_the_first_one_kept(
    database: Database, other: dict[str, Any]
) -> None:
    first, second = event(1, properties={"amount": 1}), event(1, properties={"amount": 1})
    changed = event(1, **{"properties": {"amount": 1}, **other})
    [accepted] = await post(database, first)
    assert await post(database, second, changed) == [
        Accepted(accepted.event_id, duplicate=True, conflict=False),
        Accepted(accepted.event_id, duplicate=True, conflict=True),
    ]
    assert await column(database, "SELECT type FROM event") == ["purchase.completed"]


async def test_repeats_in_one_batch_are_told_apart_as_well(database: Database) -> None:
    bodies = [event(1), event(2), event(1), event(1, properties={"amount": 2})]
    found = await post(database, *bodies)
    assert [one.duplicate for one in found] == [False, False, True, True]
    assert [one.conflict for one in found] == [False, False, False, True]
    assert found[0].event_id == found[2].event_id == found[3].event_id != found[1].event_id
    assert await stored(database) == (2, 2)


async def test_the_same_id_from_another_source_is_another_event(database: Database) -> None:
    arrivals = [Arrival(source, event(1), NOW) for source in ("shop", "desk")]
    first, second = await accept(database, arrivals)
    assert first.event_id != second.event_id
    assert not second.duplicate


async def test_a_batch_waits_in_its_order(database: Database) -> None:
    found = await post(database, *(event(n) for n in (3, 1, 2)))
    waiting = await column(database, "SELECT event_id FROM inbox ORDER BY due_at, event_id")
    assert [one.event_id for one in found] == waiting


async def test_the_same_event_a_hundred_times_at_once_is_one_event(
    databases: list[Database],
) -> None:
    found = await asyncio.gather(
        *(
            accept(databases[n % len(databases)], [Arrival("shop", event(1), NOW)])
            for n in range(100)
        )
    )
    results = [one for [one] in found]
    assert len({one.event_id for one in results}) == 1
    assert sorted(one.duplicate for one in results) == [False] + [True] * 99
    assert not any(one.conflict for one in results)
    assert await stored(databases[0]) == (1, 1)


async def test_nor_does_group_commit_let_a_second_one_through(databases: list[Database]) -> None:
    groups = [
        GroupCommit(lambda items, database=database: accept(database, items))
        for database in databases
    ]
    results: list[Accepted] = await asyncio.gather(
        *(groups[n % len(groups)].submit(Arrival("shop", event(1), NOW)) for n in range(100))
    )
    assert len({one.event_id for one in results}) == 1
    assert sorted(one.duplicate for one in results) == [False] + [True] * 99
    assert await stored(databases[0]) == (1, 1)


async def test_batches_that_overlap_in_any_order_are_all_answered(
    databases: list[Database],
) -> None:
    chance = random.Random(3)
    bodies: list[EventBody] = [event(number) for number in range(40)]

    async def send(database: Database) -> list[Accepted]:
        shuffled = chance.sample(bodies, len(bodies))
        return await accept(database, [Arrival("shop", body, NOW) for body in shuffled])

    found = await asyncio.gather(*(send(database) for database in databases * 2))
    assert sum(not one.duplicate for batch in found for one in batch) == 40
    assert await stored(databases[0]) == (40, 40)
