import asyncio
from datetime import timedelta

from surveys import standings
from surveys.breaker import Standing
from surveys.database import Database
from tests.cast import NOW

WELL = Standing("relay")


async def test_of_many_who_see_the_same_trouble_one_pauses_the_lane(
    databases: list[Database],
) -> None:
    paused = WELL.paused("421 busy", 0, NOW)
    told = await asyncio.gather(
        *(standings.change(databases[n % len(databases)], WELL, paused) for n in range(8))
    )
    assert sorted(told) == [False] * 7 + [True]
    assert await standings.read(databases[-1]) == {"relay": paused}


async def test_when_the_pause_is_over_one_tries(databases: list[Database]) -> None:
    paused = WELL.paused("421 busy", 0, NOW)
    await standings.change(databases[0], WELL, paused)
    trying = paused.trying(paused.paused_until)
    told = await asyncio.gather(
        *(standings.change(databases[n % len(databases)], paused, trying) for n in range(8))
    )
    assert sorted(told) == [False] * 7 + [True]
    assert await standings.change(databases[0], trying, trying.running())
    assert (await standings.read(databases[0]))["relay"] == WELL


async def test_who_has_not_heard_of_a_change_changes_nothing(database: Database) -> None:
    paused = WELL.paused("421 busy", 0, NOW)
    await standings.change(database, WELL, paused)
    assert not await standings.change(database, WELL, WELL.slowed("454", NOW))
    assert not await standings.change(database, paused.trying(NOW), WELL)
    assert await standings.read(database) == {"relay": paused}


async def test_a_day_without_trouble_is_forgotten(database: Database) -> None:
    day = timedelta(days=1)
    await standings.change(database, WELL, WELL.paused("421 busy", 0, NOW).running())
    slowed = Standing("slow").slowed("454", NOW)
    await standings.change(database, Standing("slow"), slowed)
    paused = Standing("paused").paused("421", 0, NOW)
    await standings.change(database, Standing("paused"), paused)
    assert await standings.forget(database, NOW + day) == 1
    assert await standings.read(database) == {"slow": slowed, "paused": paused}
    assert await standings.forget(database, NOW + 2 * day) == 2
