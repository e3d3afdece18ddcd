"""Whoever reads a long list slowly, or not to its end, holds up nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest

from service.app import create_app
from service.demo.server import running
from service.lists import Listing, listings
from surveys import responses
from surveys.database import Database
from surveys.paging import Page
from surveys.responses import Filter
from tests.cast import rows, run
from tests.service.house import House

MOST_READ = 200  # pages of 1 MB; a line takes some of them before it is full


@dataclass
class Endless:
    """A list without an end, of pages of about 1 MB; counts how many were read."""

    house: House
    read: int = 0

    async def page(self, database: Database, wanted: Filter) -> Page:
        found, _ = await responses.page(database, replace(wanted, before=None))
        self.read += 1
        return found * 2000, 1

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[asyncio.StreamReader]:
        """A client that asks for all of it as JSON lines, and hangs up at the end of the block."""
        listing: Listing[Filter] = replace(listings()["responses"], page=self.page, name="endless")
        async with running(create_app(self.house.engine, None, [listing.route()])) as url:
            at = urlsplit(url)
            reader, writer = await asyncio.open_connection(at.hostname, at.port)
            asked = f"GET /v1/endless HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.house.key}"
            writer.write(f"{asked}\r\nAccept: application/x-ndjson\r\n\r\n".encode())
            try:
                yield reader
            finally:
                writer.transport.abort()
                await self.at_rest()

    async def at_rest(self) -> None:
        """Until no more pages are read for a tenth of a second."""
        before = -1
        while before != self.read:
            assert self.read < MOST_READ, "somebody goes on reading"
            before = self.read
            await asyncio.sleep(0.1)


@pytest.fixture
async def endless(house: House) -> Endless:
    await house.publish()
    await house.answer(await house.invited(1), 9, comment="fine" * 50)
    await house.quiet()
    return Endless(house)


async def _let_go(database: Database) -> None:
    """The worker holds a transaction for a moment; the reader's would not end."""
    while True:
        if not await _held(database):
            return
        await asyncio.sleep(0.05)


async def _held(database: Database) -> bool:
    if database.dialect == "postgres":
        idle = "SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
        return bool(await rows(database, idle))
    [checkpoint] = await rows(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    return bool(checkpoint["busy"])


async def test_a_slow_reader_is_waited_for_without_a_transaction(endless: Endless) -> None:
    database = endless.house.engine.database
    async with endless.reader() as reader:
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        await endless.at_rest()
        async with asyncio.timeout(20):
            await _let_go(database)
        await run(database, "DELETE FROM click")
        before = endless.read
        await reader.readexactly(30_000_000)
        assert endless.read > before


async def test_a_client_that_hangs_up_ends_the_reading(endless: Endless) -> None:
    async with endless.reader() as reader:
        await reader.readexactly(1000)
    before = endless.read
    await endless.at_rest()
    assert endless.read == before
