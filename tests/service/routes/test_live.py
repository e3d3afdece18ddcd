"""GET /live, read as a browser does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from service.app import create_app
from service.routes import live
from service.serving import DRAIN_SECONDS, Server, Where
from surveys.tail import newest
from tests.service.house import House
from tests.service.routes.visitors import look, owner, stranger

SOON_SECONDS = 20


async def events(lines: AsyncIterator[str], count: int) -> list[dict[str, str]]:
    """So many events of a stream."""
    found: list[dict[str, str]] = []
    one: dict[str, str] = {}
    async with asyncio.timeout(SOON_SECONDS):
        async for line in lines:
            name, _, text = line.partition(": ")
            if name and text:
                one[name] = one.get(name, "") + text
            elif "data" in one:
                found.append(one)
                one = {}
                if len(found) == count:
                    break
    return found


@asynccontextmanager
async def listening(
    browser: httpx.AsyncClient, **query: str
) -> AsyncIterator[tuple[httpx.Response, AsyncIterator[str]]]:
    headers = {"Last-Event-ID": query.pop("last")} if "last" in query else {}
    async with browser.stream("GET", "/live", params=query, headers=headers) as answer:
        yield answer, answer.aiter_lines()


async def test_new_answers_come_by_themselves_and_only_those_that_are_looked_at(
    house: House,
) -> None:
    await house.publish()
    paths = [
        await house.invited(n, properties={"store": "Bali" if n else "Solo"}) for n in range(2)
    ]
    async with owner(house) as browser:
        page = await look(browser, survey="nps", where="store:Bali", tz="Asia/Jakarta")
        [place] = page.all("ol", **{"aria-live": "polite"})
        async with browser.stream("GET", place["data-live"] + "&after=0") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            lines = answer.aiter_lines()
            await house.answer(paths[0], 1, comment="From Solo.")
            await house.answer(paths[1], 9, comment="<b>Lovely</b>\r\n\r\nIndeed.")
            [found] = await events(lines, 1)

    assert "<p>&lt;b&gt;Lovely&lt;/b&gt;</p><p>Indeed.</p>" in found["data"]
    assert "5:00\u202fPM" in found["data"]  # in Jakarta
    assert int(found["id"]) == await newest(house.engine.database)


async def test_it_goes_on_after_what_was_heard_last(house: House) -> None:
    await house.publish()
    for number in range(3):
        await house.answer(await house.invited(number), 7 + number)
    async with owner(house) as browser:
        async with listening(browser, survey="nps") as (_, lines):
            first, *rest = await events(lines, 3)
        async with listening(browser, survey="nps", last=first["id"], after="0") as (_, lines):
            assert await events(lines, 2) == rest


async def test_it_ends_by_itself_so_that_who_has_signed_out_hears_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONGEST_SECONDS", 0)
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.01)
    await house.publish()
    async with owner(house) as browser, listening(browser, survey="nps") as (_, lines):
        async with asyncio.timeout(SOON_SECONDS):
            assert {line async for line in lines} == {":", ""}


async def test_strangers_keys_and_too_many_are_turned_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.publish()
    async with stranger(house) as browser:
        assert (await browser.get("/live", params={"survey": "nps"})).status_code == 401
    assert (await house.api.get("/live", params={"survey": "nps"})).status_code == 401
    async with owner(house) as browser:
        assert (await browser.get("/live", params={"survey": "none"})).status_code == 404
        assert (await browser.get("/live", params={"survey": "nps", "x": "y"})).status_code == 422
        monkeypatch.setattr("service.tail.SEATS", 0)
        full = await browser.get("/live", params={"survey": "nps"})
        assert (full.status_code, full.headers["retry-after"]) == (503, "60")


async def test_who_leaves_gives_the_seat_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.tail.SEATS", 1)
    await house.publish()
    async with owner(house) as browser:
        for _ in range(3):
            assert (await browser.head("/live", params={"survey": "nps"})).status_code == 200
            async with listening(browser, survey="nps") as (answer, lines):
                assert answer.status_code == 200
                assert await anext(lines) == ":"

            async def free() -> bool | None:
                return await vacant(browser) or None

            await house.until(free)


async def vacant(browser: httpx.AsyncClient) -> bool:
    async with listening(browser, survey="nps") as (answer, _):
        return answer.status_code == 200


async def test_a_server_that_ends_waits_for_nobody_who_listens(house: House) -> None:
    await house.publish()
    app = create_app(house.engine)
    server = Server(app, Where("127.0.0.1", 0), app.state.tail.close)
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(server.until_signal(ready.set_result))
    async with owner(house) as browser:
        browser.base_url = httpx.URL(f"http://127.0.0.1:{await ready}")
        async with listening(browser, survey="nps") as (_, lines):
            assert await anext(lines) == ":"
            server.should_exit = True
            async with asyncio.timeout(DRAIN_SECONDS / 2):
                assert {line async for line in lines} <= {":", ""}
                await serving
