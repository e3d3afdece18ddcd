import asyncio
import time
from pathlib import Path

from surveys.opening import open_database, sqlite_path
from tests.cast import value
from tests.storm.storm import brewing

ROUNDS = 3


async def test_it_ends_in_good_order_under_load_and_loses_nothing(
    database_url: str, tmp_path: Path
) -> None:
    many = sqlite_path(database_url) is None
    async with brewing(database_url, tmp_path, many=many, breaking=0) as storm:
        storm.relay.slow_seconds = 0.5  # so that mails are under way whenever the signal comes
        await storm.site.start()
        storm.begin()
        for _ in range(ROUNDS):
            await asyncio.wait_for(storm.relay.waiting.wait(), 30)
            began = time.monotonic()
            assert set(await storm.site.stop()) == {0}
            assert time.monotonic() - began < 30
            assert await _left_in_the_dark(database_url) == 0
            await storm.site.start()
        storm.relay.slow_seconds = 0
        await storm.calm()
        await storm.reckon()


async def _left_in_the_dark(database_url: str) -> int:
    """Messages that nobody would ever know the outcome of."""
    database = await open_database(database_url)
    try:
        dark = "SELECT COUNT(*) FROM message WHERE state IN ('claimed', 'unknown')"
        return int(await value(database, dark))
    finally:
        await database.close()
