"""Bells: at once in this process, by NOTIFY in others."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from service.wake import Wake
from surveys.database import Database
from surveys.opening import open_database
from tests.proxy import line_to

SOON = 20.0  # seconds; whoever does not hear the bell waits a minute


async def test_a_bell_wakes_who_waits_for_its_topic_and_nobody_else(database: Database) -> None:
    wake = Wake(database)
    waiting = {topic: asyncio.create_task(wake.wait(topic, 60)) for topic in ("intake", "send")}
    await asyncio.sleep(0.01)
    await wake.up("intake")
    await asyncio.wait_for(waiting["intake"], SOON)
    assert not waiting["send"].done()
    waiting["send"].cancel()


async def test_a_bell_that_rang_while_nobody_waited_is_heard_once(database: Database) -> None:
    wake = Wake(database)
    wake.ring("intake")
    await asyncio.wait_for(wake.wait("intake", 60), SOON)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(wake.wait("intake", 60), 0.05)


async def test_without_a_bell_it_wakes_when_its_time_is_over(database: Database) -> None:
    await asyncio.wait_for(Wake(database).wait("intake", 0.01), SOON)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_other_processes_hear_it_again_after_their_line_broke(
    database: Database, database_url: str
) -> None:
    folder = Path(parse_qs(urlsplit(database_url).query)["host"][0])
    async with line_to(folder / ".s.PGSQL.5432") as line:
        name = urlsplit(database_url).path
        far = await open_database(f"postgresql://postgres:@127.0.0.1:{line.port}{name}")
        here, there = Wake(database), Wake(far)
        for _ in range(2):
            await far.listen(there.ring)
            waiting = asyncio.create_task(there.wait("intake", 60))
            await asyncio.sleep(0.01)
            await here.up("intake")
            await asyncio.wait_for(waiting, SOON)
            await line.cut()
            line.mend()
            await asyncio.sleep(0.01)  # the far one has noticed
        await far.close()
