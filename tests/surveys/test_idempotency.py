import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from surveys.database import Database, Transaction
from surveys.errors import Conflict, InvalidInput, Unavailable
from surveys.idempotency import KEPT, Key, Once, Reply, forget
from surveys.inbox import Arrival, store
from tests.cast import NOW, event, value

KEY = Key(1, "k", "a digest")


async def make(tx: Transaction) -> Reply:
    """Work that can be seen."""
    [accepted] = await store(tx, [Arrival("shop", event(1), NOW)])
    return Reply(202, f'{{"event":{accepted.event_id}}}')


async def events(database: Database) -> int:
    return int(await value(database, "SELECT COUNT(*) FROM event"))


async def test_of_many_processes_with_one_key_one_does_the_work(databases: list[Database]) -> None:
    processes = [Once(database) for database in databases]
    found = await asyncio.gather(
        *(processes[n % len(processes)].do(KEY, make, NOW) for n in range(40)),
        return_exceptions=True,
    )
    replies = [one for one in found if isinstance(one, Reply)]
    assert [one.replayed for one in replies].count(False) == 1
    assert len({one.body for one in replies}) == 1
    assert {type(one) for one in found} <= {Reply, Conflict}
    assert await events(databases[0]) == 1


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)  # SQLite has one process
async def test_another_process_that_is_at_it_is_a_conflict(databases: list[Database]) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> Reply:
        reached.set()
        await go_on.wait()
        return await make(tx)

    first = asyncio.create_task(Once(databases[0]).do(KEY, slow, NOW))
    await reached.wait()
    with pytest.raises(Conflict):
        await Once(databases[1]).do(KEY, make, NOW)
    go_on.set()
    told = await first
    assert await Once(databases[1]).do(KEY, make, NOW) == replace(told, replayed=True)


async def test_work_that_fails_leaves_nothing_behind(database: Database) -> None:
    once = Once(database)

    async def fail(tx: Transaction) -> Reply:
        await make(tx)
        raise Unavailable("the disk is full")

    with pytest.raises(Unavailable):
        await once.do(KEY, fail, NOW)
    assert await events(database) == 0
    assert not (await once.do(KEY, make, NOW)).replayed


async def test_a_key_belongs_to_its_api_key_and_its_request(database: Database) -> None:
    once = Once(database)
    await once.do(KEY, make, NOW)
    with pytest.raises(InvalidInput):
        await once.do(Key(1, "k", "another digest"), make, NOW)
    for other in (Key(2, "k", "a digest"), Key(1, "K", "a digest")):
        assert not (await once.do(other, make, NOW)).replayed


async def test_keys_are_kept_for_a_day_and_then_forgotten(database: Database) -> None:
    once = Once(database)
    await once.do(KEY, make, NOW)
    assert await forget(database, NOW + KEPT) == 0
    assert (await once.do(KEY, make, NOW + KEPT)).replayed
    assert await forget(database, NOW + KEPT + timedelta(microseconds=1)) == 1
    assert not (await once.do(KEY, make, NOW + KEPT)).replayed
