"""Every number of the dashboard leads to the rows that it counts, and every panel has a file."""

import csv
import html
import io
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from service.panels import panels
from tests.cast import NOW
from tests.service.desk import VIEW, fill
from tests.service.markup import Markup
from tests.service.world import World, open_world

COUNT = re.compile(r'(?:<a href="([^"]+)">)?<data value="(\d+)">[\d,]+</data>')
ANSWERS = re.compile(r'<a href="([^"]+)">from (\d+) answers?</a>')
LISTS = {"/lists/responses", "/lists/invitations"}
WHOLE = {"/lists/decisions", "/lists/machine-links", "/lists/tickets"}  # of no part of the answers


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as found:
        await fill(found.engine.database)
        found.clock.now = NOW
        yield found


def counts(page: str) -> Iterator[tuple[str, int]]:
    """Where each whole number leads, and what it is; those that are nothing lead nowhere."""
    for address, number in (*COUNT.findall(page), *ANSWERS.findall(page)):
        if int(number):
            yield html.unescape(address), int(number)


def section(page: str, name: str) -> str:
    """A panel as it stands on the page."""
    return page.split(f'id="{name}"')[1].split("</section>")[0]


async def listed(world: World, address: str) -> list[dict[str, Any]]:
    """The rows behind a link, from the list's file."""
    parts = urlsplit(address)
    file = await world.api.get(f"{parts.path}.csv?{parts.query}")
    assert file.status_code == 200, (address, file.text)
    return [*csv.DictReader(io.StringIO(file.text, newline=""))]


async def test_every_panel_has_something_to_say_and_its_figures_as_a_table_and_as_a_file(
    world: World,
) -> None:
    page = (await world.api.get(VIEW)).text
    Markup(page)
    for name in panels():
        shown = section(page, name)
        assert f'href="/panels/{name}.csv?' in shown, name
        assert "<table" in shown or "<dl" in shown or "data-response" in shown, name
        file = await world.api.get(f"/panels/{name}.csv", params={"survey": "support"})
        table = [*csv.reader(io.StringIO(file.text, newline=""))]
        assert len(table) > 1, name
        assert {len(row) for row in table} == {len(table[0])}, name


async def test_every_number_leads_to_so_many_rows(world: World) -> None:
    rows: dict[str, int] = {}
    for more in ("", "&group_by=team", "&where=agent:Budi", "&where=agent:Budi&group_by=agent"):
        page = (await world.api.get(VIEW + more)).text
        found = [*counts(page)]
        both = [*counts(section(page, "machines"))][-1:] if 'id="machines"' in page else []
        assert [one for one in found if not one[0]] == both  # the sum of two lists is none
        leading = [one for one in found if one[0]]
        for address, number in leading:
            if address not in rows:
                rows[address] = len(await listed(world, address))
            assert rows[address] == number, address
        lists = {urlsplit(address).path for address, _ in leading}
        assert lists == (LISTS if "where" in more else LISTS | WHOLE), more
