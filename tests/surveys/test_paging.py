"""Whoever walks a list sees each entry that was there when they began, once, whatever comes in."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import contact_list, decisions, events, invitations, responses
from surveys.database import Database
from surveys.paging import Page, Window, pages
from tests.cast import NOW, answer, empty, event, happen, invite, publish, survey

Read = Callable[[Database, Any], Awaitable[Page]]
LISTS: dict[str, tuple[Read, Window]] = {
    "decisions": (decisions.page, decisions.Filter()),
    "events": (events.page, events.Filter()),
    "invitations": (invitations.page, invitations.Filter()),
    "contacts": (contact_list.page, contact_list.Filter()),
    "responses": (responses.page, responses.Filter()),
}


async def entries(database: Database, name: str) -> list[dict[str, Any]]:
    """All of a list in one go."""
    page, everything = LISTS[name]
    found, following = await page(database, replace(everything, limit=1000))
    assert following is None
    return found


async def somebody(database: Database, many: int) -> None:
    """So many people buy, are asked and answer."""
    for token in await invite(database, many, NOW) if many else []:
        await answer(database, token, 9)


@pytest.mark.parametrize("name", LISTS)
@given(before=st.integers(0, 5), size=st.integers(1, 4), arrivals=st.lists(st.integers(0, 2)))
async def test_each_entry_is_seen_once_while_others_come_in(
    database: Database, name: str, before: int, size: int, arrivals: list[int]
) -> None:
    await empty(database)
    await publish(database, survey(throttle=None))
    await somebody(database, before)
    there = await entries(database, name)
    page, wanted = LISTS[name]
    seen: list[dict[str, Any]] = []
    following, coming = wanted.before, iter(arrivals)
    while True:
        found, following = await page(database, replace(wanted, before=following, limit=size))
        seen += found
        if following is None:
            break
        await somebody(database, next(coming, 0))
    assert seen == there


@pytest.mark.parametrize("name", LISTS)
async def test_all_pages_together_are_the_list(
    database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(database, survey(throttle=None))
    await somebody(database, 7)
    there = await entries(database, name)
    assert len(there) == 7
    monkeypatch.setattr("surveys.paging.PAGE", 3)
    page, everything = LISTS[name]
    read = partial(page, database)
    assert [[*found] async for found in pages(read, everything)] == [
        there[:3],
        there[3:6],
        there[6:],
    ]


async def test_a_filter_by_person_pages_like_the_whole_list(database: Database) -> None:
    await publish(database, survey(throttle=None))
    for number in range(5):
        await happen(database, event(number, person=number % 2))
    for name in ("decisions", "invitations"):
        page, everything = LISTS[name]
        wanted: Any = replace(everything, contact="customer-1@example.com")  # type: ignore[call-arg]
        there, _ = await page(database, wanted)
        assert [one["contact"]["id"] for one in there] == ["customer-1"] * 2
        first, following = await page(database, replace(wanted, limit=1))
        rest, end = await page(database, replace(wanted, limit=1, before=following))
        assert (first + rest, end) == (there, None)
