import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest

from service import tail
from service.tail import Tail
from surveys.database import Database
from surveys.errors import Unavailable
from surveys.tail import Entry, after, newest
from tests.cast import answer, invite, publish, run, survey

SOON_SECONDS = 20
LOOK_SECONDS = 0.02


@pytest.fixture
async def tokens(database: Database) -> list[str]:
    await publish(database, survey(throttle=None))
    return await invite(database, 3)


async def heard(live: Tail, number: int, count: int = 1) -> list[int]:
    """The scores of so many answers after this entry."""
    found: list[int] = []
    async with asyncio.timeout(SOON_SECONDS):
        async for news in live.news(number, SOON_SECONDS):
            found += [one.said.score for one in news]
            if len(found) >= count:
                break
    return found


async def test_it_tells_everybody_with_one_look_for_all(
    database: Database, tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []

    async def look(database: Database, number: int) -> Sequence[Entry]:
        task = asyncio.current_task()
        looks.append(task.get_name() if task else "")
        return await after(database, number)

    monkeypatch.setattr("surveys.tail.after", look)
    live = Tail(database, LOOK_SECONDS)
    start = await newest(database)
    with live.seat(), live.seat(), live.seat():
        hearing = [asyncio.create_task(heard(live, start, 2)) for _ in range(3)]
        await answer(database, tokens[0], 9)
        await answer(database, tokens[1], 3)
        assert await asyncio.gather(*hearing) == [[9, 3]] * 3

    assert set(looks) == {"tail"}, "each looks for itself"
    count = len(looks)
    await asyncio.sleep(5 * LOOK_SECONDS)
    assert len(looks) == count, "somebody looks although nobody listens"


async def test_it_tells_an_answer_again_when_it_changes_and_of_none_that_is_gone(
    database: Database, tokens: list[str]
) -> None:
    live = Tail(database, LOOK_SECONDS)
    await answer(database, tokens[0], 9)
    start = await newest(database)
    await answer(database, tokens[0], 2)
    with live.seat():
        assert await heard(live, start) == [2]


async def test_it_beats_while_nothing_happens_and_ends_when_it_is_closed(
    database: Database, tokens: list[str]
) -> None:
    live = Tail(database, LOOK_SECONDS)
    with live.seat():
        news = live.news(0, 0.01)
        assert await anext(news) == ()
        waiting = asyncio.create_task(heard(live, 0))
        live.close()
        assert [one async for one in news] == []
        assert await waiting == []
        assert live.full


async def test_a_database_that_is_away_for_a_while_ends_nothing(
    database: Database, tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([Unavailable("away"), Unavailable("away")])

    async def look(database: Database, number: int) -> Sequence[Entry]:
        for failure in failures:
            raise failure
        return await after(database, number)

    monkeypatch.setattr("surveys.tail.after", look)
    live = Tail(database, LOOK_SECONDS)
    await answer(database, tokens[0], 7)
    with live.seat():
        assert await heard(live, 0) == [7]


async def test_there_are_so_many_seats(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "SEATS", 2)
    live = Tail(database)
    async with AsyncExitStack() as stack:
        stack.enter_context(live.seat())
        assert not live.full
        stack.enter_context(live.seat())
        assert live.full
    assert not live.full


async def test_who_was_away_hears_all_of_it_and_who_asks_for_what_is_to_come_mutes_nobody(
    database: Database, tokens: list[str]
) -> None:
    live = Tail(database, LOOK_SECONDS)
    start = await newest(database)
    await answer(database, tokens[0], 1)
    with live.seat(), live.seat():
        ahead = asyncio.create_task(heard(live, 10**18))
        hearing = asyncio.create_task(heard(live, await newest(database)))
        await asyncio.sleep(5 * LOOK_SECONDS)
        await answer(database, tokens[1], 2)
        assert await hearing == [2]
        assert await heard(live, start, 2) == [1, 2]
        ahead.cancel()


async def test_it_keeps_nothing_for_long(
    database: Database, tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "KEPT_SECONDS", 0.0)
    live = Tail(database, LOOK_SECONDS)
    start = await newest(database)
    with live.seat():
        await answer(database, tokens[0], 9, comment="Forget me")
        assert await heard(live, start) == [9]
        await run(database, "UPDATE response SET comment = NULL")
        await asyncio.sleep(5 * LOOK_SECONDS)
        said = [one.said.text async for news in until(live, start) for one in news]
        assert said == [""]


async def until(live: Tail, number: int) -> AsyncIterator[Sequence[Entry]]:
    """The first news after this entry."""
    async with asyncio.timeout(SOON_SECONDS):
        yield await anext(live.news(number, SOON_SECONDS))
