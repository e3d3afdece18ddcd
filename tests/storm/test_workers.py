"""Workers that are killed while they send: nothing comes twice, nothing is silently lost."""

from collections import Counter
from pathlib import Path

import pytest

from tests.storm.crew import crew
from tests.storm.receivers import receiving
from tests.storm.slaughter import Slaughter

SENDERS = {"email": 20, "sms": 4}


async def survive(
    database_url: str, folder: Path, channel: str, *, workers: int, kills: int, messages: int
) -> None:
    received: Counter[str] = Counter()
    async with (
        receiving(channel, received) as urls,
        crew(
            database_url, folder, workers, **urls, AFTERWORD_SENDERS=str(SENDERS[channel])
        ) as found,
    ):
        await found.ask(messages, channel)
        storm = Slaughter(found, received)
        await storm.rage(kills, messages)
        states = await storm.reckon()
        print(f"{channel}, {found.database.dialect}, {workers} workers: {storm.summary(states)}")
        assert states.total() == messages
        assert states["unknown"] <= kills * SENDERS[channel]


@pytest.mark.parametrize("channel", ["email", "sms"])
async def test_a_worker_is_killed_at_random_moments(
    database_url: str, tmp_path: Path, channel: str
) -> None:
    await survive(database_url, tmp_path, channel, workers=1, kills=8, messages=400)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_workers_that_are_killed_at_random_share_a_queue(
    database_url: str, tmp_path: Path
) -> None:
    await survive(database_url, tmp_path, "email", workers=3, kills=8, messages=800)


@pytest.mark.storm
@pytest.mark.parametrize("channel", ["email", "sms"])
async def test_two_hundred_kills_of_the_worker(
    database_url: str, tmp_path: Path, channel: str
) -> None:
    await survive(database_url, tmp_path, channel, workers=1, kills=200, messages=20_000)


@pytest.mark.storm
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_eight_workers_share_a_hundred_thousand_messages(
    database_url: str, tmp_path: Path
) -> None:
    await survive(database_url, tmp_path, "email", workers=8, kills=40, messages=100_000)
