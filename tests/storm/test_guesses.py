import asyncio
from pathlib import Path

import pytest

from service.guesses import OF_ONE_NETWORK
from surveys.opening import open_database
from tests.cast import event, happen, rows, send_all, value
from tests.storm import site
from tests.storm.guessers import Siege, p99
from tests.storm.site import ALWAYS, Site

NOBODY = "smtp://127.0.0.1:9"


async def besieged(where: Site, customers: int, guesses: int) -> tuple[Siege, float, float]:
    """Customers answer, half of them alone and half while strangers guess; p99 of both in s."""
    database = await open_database(where.database_url)
    try:
        await happen(database, *(event(number) for number in range(customers)))
        await send_all(database)
        tokens = [row["token"] for row in await rows(database, "SELECT token FROM invitation")]
        await where.start()
        siege, half = Siege(where.urls[0]), customers // 2
        await siege.answer(tokens[:20])
        alone = await siege.answer(tokens[20:half])
        guessing = asyncio.create_task(siege.guess(guesses))
        crowded = await siege.answer(tokens[half:])
        await guessing
        answered = await value(database, "SELECT COUNT(*) FROM response WHERE score = 4")
        assert answered == len(tokens) == customers
        assert set(siege.statuses) == {404, 429}
        assert siege.statuses.total() == guesses
        assert where.errors() == []
        return siege, p99(alone), p99(crowded)
    finally:
        await database.close()


async def test_customers_answer_while_strangers_guess(database_url: str, tmp_path: Path) -> None:
    async with site.opened(database_url, tmp_path, NOBODY, many=False, surveys=[ALWAYS]) as where:
        siege, _, _ = await besieged(where, 100, 500)
    assert siege.statuses[429] > 500 - 3 * OF_ONE_NETWORK  # the minute may turn twice meanwhile


@pytest.mark.storm
async def test_a_million_guesses_find_nothing_and_cost_customers_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with site.opened(database_url, tmp_path, NOBODY, many=False, surveys=[ALWAYS]) as where:
        siege, alone, crowded = await besieged(where, 20_000, 1_000_000)
    print(f"p99 {alone * 1000:.1f} ms alone, {crowded * 1000:.1f} ms besieged: {siege.statuses}")
    assert crowded < 2 * alone
