from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from surveys.database import Database
from surveys.decisions import Filter, page
from surveys.paging import PAGE_SHOWN, pages
from tests.cast import NOW, customer, event, happen, publish, run, survey

HOUR = timedelta(hours=1)


@pytest.fixture
async def surveys(database: Database) -> dict[str, int]:
    """Two surveys; hourly purchases, every second one of customer 1, and an event for nobody."""
    live = [
        await publish(database, survey("a", throttle={"days": 30})),
        await publish(database, survey("b", quiet_hours={"from": "17:30", "to": "17:29"})),
    ]
    for number in range(6):
        person = customer(1 if number % 2 else 10 + number)
        await happen(database, event(number, customer=person), now=NOW + number * HOUR)
    await happen(database, event(6, type="ticket.opened"), now=NOW + 6 * HOUR)
    return {published.definition.key: published.survey_id for published in live}


async def listed(database: Database, **wanted: Any) -> list[tuple[str | None, str]]:
    """Survey and reason of each decision, newest first."""
    return [(d["survey"], d["reason"]) for d in (await page(database, Filter(**wanted)))[0]]


async def test_a_decision_says_everything_about_itself(
    database: Database, surveys: dict[str, int]
) -> None:
    [newest, *_] = (await page(database, Filter(survey_id=surveys["a"])))[0]
    assert newest["id"].startswith("dec_")
    assert newest["event"].startswith("evt_")
    assert (newest["event_type"], newest["survey"]) == ("purchase.completed", "a")
    assert (newest["version"], newest["outcome"], newest["rule"]) == (1, "skipped", "throttle")
    assert newest["reason"] == "throttled"
    assert "one question in 30 days" in newest["sentence"]
    assert newest["inputs"]["days"] == 30
    assert datetime.fromisoformat(newest["until"]) == NOW + 5 * HOUR + timedelta(days=30)
    assert datetime.fromisoformat(newest["decided_at"]) == NOW + 5 * HOUR
    assert newest["contact"] == {
        "id": "customer-1",
        "email": "customer-1@example.com",
        "name": "Customer 1",
    }


async def test_it_lists_every_survey_and_what_no_survey_listens_to(
    database: Database, surveys: dict[str, int]
) -> None:
    found = await listed(database)
    assert len(found) == 13
    assert found[0] == (None, "no_survey")
    assert found[1:3] == [("b", "quiet_hours"), ("a", "throttled")]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"contact": "customer-1"}, 6),
        ({"contact": "Customer-1@Example.COM"}, 6),
        ({"contact": "+6281200000001"}, 6),
        ({"contact": "customer-2"}, 0),
        ({"contact": "customer-1", "reason": "throttled"}, 2),
        ({"outcome": "deferred"}, 6),
        ({"outcome": "skipped"}, 3),
        ({"rule": "throttle"}, 2),
        ({"reason": "scheduled"}, 4),
        ({"start": NOW + 2 * HOUR}, 9),
        ({"end": NOW + 2 * HOUR}, 4),
        ({"start": NOW + HOUR, "end": NOW + 2 * HOUR, "contact": "customer-1"}, 2),
    ],
)
async def test_every_filter_leaves_what_fits(
    database: Database, surveys: dict[str, int], wanted: dict[str, Any], count: int
) -> None:
    assert len(await listed(database, **wanted)) == count


async def test_a_survey_is_listed_alone(database: Database, surveys: dict[str, int]) -> None:
    found = await listed(database, survey_id=surveys["a"], contact="customer-1")
    assert found == [("a", "throttled"), ("a", "throttled"), ("a", "scheduled")]


async def test_pages_hold_still_while_new_decisions_are_made(
    database: Database, surveys: dict[str, int]
) -> None:
    for contact in (None, "customer-1"):
        everything = (await page(database, Filter(contact=contact)))[0]
        found, following = await page(database, Filter(contact=contact, limit=4))
        await happen(database, event(100 + len(everything), 1), now=NOW + 8 * HOUR)
        while following is not None:
            more, following = await page(
                database, Filter(contact=contact, limit=4, before=following)
            )
            found += more
        assert found == everything


async def test_a_stream_has_all_of_them_or_as_many_as_are_asked_for(
    database: Database, surveys: dict[str, int]
) -> None:
    for limit, count in ((None, 13), (5, 5)):
        found = pages(partial(page, database), Filter(limit=limit))
        assert sum([len(entries) async for entries in found]) == count < PAGE_SHOWN


async def test_a_decision_outlives_what_it_was_about(
    database: Database, surveys: dict[str, int]
) -> None:
    await run(database, "DELETE FROM contact")
    assert [row["contact"] for row in (await page(database, Filter()))[0]] == [None] * 13
