import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from service.demo.server import running


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def hang(request: Request) -> PlainTextResponse:
    await asyncio.sleep(60)
    return PlainTextResponse("late")


APP = Starlette(routes=[Route("/", hello), Route("/hang", hang)])


async def test_it_serves_while_the_block_runs() -> None:
    async with running(APP) as url, httpx.AsyncClient() as client:
        assert (await client.get(url)).text == "hello"
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


async def test_two_run_side_by_side() -> None:
    async with running(APP) as one, running(APP) as other, httpx.AsyncClient() as client:
        assert one != other
        assert (await client.get(other)).text == "hello"


async def test_it_leaves_the_signals_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    async with running(APP):
        assert signal.getsignal(signal.SIGINT) is before


async def test_it_stops_although_a_request_hangs() -> None:
    async with asyncio.timeout(10), httpx.AsyncClient() as client:
        async with running(APP) as url:
            request = asyncio.create_task(client.get(f"{url}/hang"))
            await asyncio.sleep(0.1)
        with pytest.raises(httpx.HTTPError):
            (await request).raise_for_status()


async def test_it_says_when_the_app_does_not_start() -> None:
    @asynccontextmanager
    async def broken(app: Starlette) -> AsyncIterator[None]:
        raise ValueError("no database")
        yield

    with pytest.raises(RuntimeError, match="did not start"):
        async with running(Starlette(lifespan=broken)):
            pass
