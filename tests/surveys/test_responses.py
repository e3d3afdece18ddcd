from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from surveys.database import Database
from surveys.paging import PAGE_SHOWN, pages
from surveys.responses import Filter, page
from tests.cast import NOW, answer, column, customer, invite, publish, retract, survey

HOUR = timedelta(hours=1)


@pytest.fixture
async def surveys(database: Database) -> dict[str, int]:
    """Two surveys; seven answers to the first, an hour apart, and one to the second."""
    live = [
        await publish(database, survey()),
        await publish(database, survey("csat", kind="csat", trigger={"on": "ticket.resolved"})),
    ]
    for number in range(7):
        properties = {"store": "AB"[number % 2]}
        [token] = await invite(database, customer=customer(number), properties=properties)
        comment = "Nice" if number % 3 == 0 else None
        await answer(database, token, number + 2, NOW + number * HOUR, comment=comment)
    [token] = await invite(database, type="ticket.resolved")
    await answer(database, token, 5, NOW)
    return {published.definition.key: published.survey_id for published in live}


async def scores(database: Database, **wanted: Any) -> list[int]:
    return [row["score"] for row in (await page(database, Filter(**wanted)))[0]]


async def streamed(database: Database, **wanted: Any) -> list[int]:
    found = pages(partial(page, database), Filter(**wanted))
    return [row["score"] async for entries in found for row in entries]


async def test_it_lists_the_newest_first(database: Database, surveys: dict[str, int]) -> None:
    found, following = await page(database, Filter(survey_id=surveys["nps-after-purchase"]))
    assert [row["score"] for row in found] == [8, 7, 6, 5, 4, 3, 2]
    assert following is None
    newest = found[0]
    assert newest["survey"] == "nps-after-purchase"
    assert newest["comment"] == "Nice"
    assert newest["segments"] == {"store": "A"}
    assert newest["contact"] == {
        "id": "customer-6",
        "email": "customer-6@example.com",
        "name": "Customer 6",
    }
    assert datetime.fromisoformat(newest["answered_at"]) == NOW + 6 * HOUR
    assert newest["id"].startswith("res_")
    assert newest["event"].startswith("evt_")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [5, 8, 7, 6, 5, 4, 3, 2]),
        ({"low": 7}, [8, 7]),
        ({"high": 3}, [3, 2]),
        ({"low": 4, "high": 5}, [5, 5, 4]),
        ({"where": ("store", "B")}, [7, 5, 3]),
        ({"where": ("store", "C")}, []),
        ({"with_comment": True}, [8, 5, 2]),
        ({"start": NOW + 5 * HOUR}, [8, 7]),
        ({"end": NOW + HOUR}, [5, 2]),
        ({"start": NOW + 2 * HOUR, "end": NOW + 4 * HOUR}, [5, 4]),
        ({"limit": 2}, [5, 8]),
    ],
)
async def test_each_filter_narrows_the_list(
    database: Database, surveys: dict[str, int], wanted: dict[str, Any], found: list[int]
) -> None:
    assert await scores(database, **wanted) == found


async def test_pages_are_not_shifted_by_what_comes_in_meanwhile(
    database: Database, surveys: dict[str, int]
) -> None:
    seen, following = [], None
    while True:
        found, following = await page(database, Filter(before=following, limit=3))
        seen += [row["score"] for row in found]
        [token] = await invite(database)
        await answer(database, token, 0)
        if following is None:
            break
    assert seen == [5, 8, 7, 6, 5, 4, 3, 2]


async def test_all_of_them_come_in_one_stream(database: Database, surveys: dict[str, int]) -> None:
    assert await streamed(database) == await scores(database)
    assert await streamed(database, limit=3) == [5, 8, 7]


async def test_the_stream_goes_on_where_a_page_ends(
    database: Database, surveys: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.paging.PAGE", 3)
    for limit in (None, 2, 3, 4, 8, 99):
        assert await streamed(database, limit=limit) == [5, 8, 7, 6, 5, 4, 3, 2][:limit]


async def test_a_response_that_counts_no_more_is_not_listed(
    database: Database, surveys: dict[str, int]
) -> None:
    ids = await column(database, "SELECT id FROM response WHERE score < 8")
    await retract(database, ids, NOW)
    assert await scores(database) == [8]


async def test_a_page_is_bounded_though_nobody_asks_for_it(database: Database) -> None:
    await publish(database, survey())
    tokens = await invite(database, PAGE_SHOWN + 1)
    for token in tokens:
        await answer(database, token, 9)
    found, following = await page(database, Filter())
    assert len(found) == PAGE_SHOWN
    assert following is not None
