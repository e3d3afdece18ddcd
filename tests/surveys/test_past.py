"""Surveys that look at what happened to the same ticket before."""

from datetime import timedelta
from typing import Any

import pytest

from surveys.database import Database
from surveys.event import EventBody
from surveys.inbox import Arrival, accept
from tests.cast import NOW, column, decide_all, event, happen, publish, rows, survey, value

REPLIED = {"on": "ticket.replied", "where": {"by": "person"}}
SURVEY = {"trigger": {"on": "ticket.resolved", "earlier": REPLIED}}
LAST = "SELECT reason FROM decision ORDER BY id DESC LIMIT 1"


def ticket(number: int, kind: str, about: str = "T1", **more: Any) -> EventBody:
    person = more.pop("person", 1)
    return event(number, person, type=f"ticket.{kind}", properties={"ticket_id": about, **more})


@pytest.mark.parametrize("together", [True, False])
async def test_a_ticket_is_asked_about_when_a_person_replied(
    database: Database, together: bool
) -> None:
    await publish(database, survey(**SURVEY))
    events = [
        ticket(1, "replied", "T1", by="person"),
        ticket(2, "replied", "T2", by="robot"),
        ticket(3, "resolved", "T1"),
        ticket(4, "resolved", "T2"),
        ticket(5, "resolved", "T3"),
    ]
    for batch in [events] if together else [[one] for one in events]:
        await happen(database, *batch)
    reasons = "SELECT reason FROM decision ORDER BY event_id"
    assert await column(database, reasons) == [
        "no_survey",
        "no_survey",
        "scheduled",
        "earlier_missing",
        "earlier_missing",
    ]


async def test_a_reply_that_was_later_does_not_count(database: Database) -> None:
    await publish(database, survey(**SURVEY))
    await happen(database, ticket(1, "replied", by="person"))
    resolved = ticket(2, "resolved").model_copy(update={"occurred_at": NOW - timedelta(hours=1)})
    await happen(database, resolved)
    assert await value(database, LAST) == "earlier_missing"


async def test_the_same_number_in_another_system_is_another_ticket(database: Database) -> None:
    await publish(database, survey(**SURVEY))
    await accept(database, [Arrival("zendesk/one", ticket(1, "replied", by="person"), NOW)])
    await accept(database, [Arrival("zendesk/two", ticket(2, "resolved"), NOW)])
    await decide_all(database)
    assert await value(database, LAST) == "earlier_missing"


async def test_an_event_that_names_no_ticket_has_no_past(database: Database) -> None:
    await publish(database, survey(**SURVEY))
    for number, kind in ((1, "replied"), (2, "resolved")):
        await happen(database, event(number, type=f"ticket.{kind}", properties={"by": "person"}))
    assert await value(database, LAST) == "earlier_missing"


async def test_nothing_is_noted_that_no_survey_asks_for(database: Database) -> None:
    await publish(database, survey())
    await happen(database, ticket(1, "replied", by="person"), ticket(2, "resolved"))
    assert await rows(database, "SELECT * FROM matter") == []


TAKING_BACK = {"trigger": {"on": "ticket.resolved"}, "withdraw_on": "ticket.reopened"}
REASONS = "SELECT reason FROM decision ORDER BY id"


def at(minutes: int, number: int, kind: str) -> EventBody:
    happened = {"occurred_at": NOW + timedelta(minutes=minutes)}
    return ticket(number, kind).model_copy(update=happened)


@pytest.mark.parametrize("together", [True, False])
async def test_a_reopening_that_comes_late_does_not_take_back_the_next_resolve(
    database: Database, together: bool
) -> None:
    await publish(database, survey(delay="1h", **TAKING_BACK))
    events = [at(-9, 1, "resolved"), at(-5, 3, "resolved"), at(-7, 2, "reopened")]
    for batch in [events] if together else [[one] for one in events]:
        await happen(database, *batch)
    states = "SELECT state FROM invitation ORDER BY event_id"
    assert await column(database, states) == ["withdrawn", "waiting"]


@pytest.mark.parametrize("together", [True, False])
async def test_a_resolve_that_comes_after_its_reopening_is_not_asked_about(
    database: Database, together: bool
) -> None:
    await publish(database, survey(**TAKING_BACK))
    events = [at(-5, 1, "reopened"), at(-9, 2, "resolved"), at(-1, 3, "resolved")]
    for batch in [events] if together else [[one] for one in events]:
        await happen(database, *batch)
    expected = ["withdrawn_on", "withdrawn_since", "scheduled"]
    assert await column(database, REASONS) == expected


async def test_what_happened_in_the_same_second_counts_as_it_comes(database: Database) -> None:
    await publish(database, survey(delay="1h", **TAKING_BACK))
    for number, kind in enumerate(("resolved", "reopened", "resolved")):
        await happen(database, at(-5, number, kind))
    states = "SELECT state FROM invitation ORDER BY event_id"
    assert await column(database, states) == ["withdrawn", "waiting"]
