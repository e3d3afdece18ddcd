import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from service import clock
from service.clock import SteadyClock, steady, told_by, utc_now
from surveys.database import Database
from surveys.errors import Unavailable
from tests.cast import NOW

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=5)


class Wall:
    """A clock on the wall, and the time that has really gone by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shows = NOW
        self.gone_seconds = 0.0
        monkeypatch.setattr(clock, "monotonic", lambda: self.gone_seconds)

    def go_on(self, seconds: float) -> None:
        self.shows += timedelta(seconds=seconds)
        self.gone_seconds += seconds

    async def read(self) -> datetime:
        return self.shows


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


async def test_every_process_on_postgres_has_the_time_of_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And on SQLite, of which there is one process, that of its machine."""
    wrong = utc_now() + 10 * HOUR
    monkeypatch.setattr(clock, "utc_now", lambda: wrong)
    now = (await steady(database))()
    assert abs(now - (wrong if database.dialect == "sqlite" else wrong - 10 * HOUR)) < SOON
    assert abs(await told_by(database) - now) < SOON


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_a_step_of_the_machines_clock_changes_nothing_until_the_next_reading(
    wall: Wall, step: timedelta
) -> None:
    told = SteadyClock(wall.read, NOW)
    wall.go_on(7)
    wall.shows += step
    assert told() == NOW + timedelta(seconds=7)
    await told.correct()
    assert told() == NOW + timedelta(seconds=7) + step


async def test_a_reading_is_only_as_exact_as_it_was_quick(wall: Wall) -> None:
    told, took = SteadyClock(wall.read, NOW), 0.05

    async def slow() -> datetime:
        shown = wall.shows
        wall.go_on(took)
        return shown

    told._read = slow
    await told.correct()
    assert told() == NOW + timedelta(seconds=0.05)  # no better news: it went on by itself
    wall.shows += HOUR
    took = 1.5
    await told.correct()
    assert told() == NOW + timedelta(seconds=1.55)
    took = 0.5
    await told.correct()
    assert told() == wall.shows - timedelta(seconds=0.25)


async def test_it_is_read_again_and_again_also_after_an_outage(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Callable[[], Awaitable[datetime]]] = [away, wall.read]
    done = asyncio.Event()

    async def read() -> datetime:
        if len(answers) == 1:
            done.set()
        return await (answers.pop(0) if len(answers) > 1 else answers[0])()

    monkeypatch.setattr(clock, "EVERY_SECONDS", 0.001)
    told = SteadyClock(read, NOW - HOUR)
    keeping = asyncio.create_task(told.keep())
    await asyncio.wait_for(done.wait(), 10)
    await asyncio.sleep(0)
    assert told() == NOW
    keeping.cancel()


async def away() -> datetime:
    raise Unavailable("not now")
