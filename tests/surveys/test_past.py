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


async def test_a_resolve_that_comes_in_after_its_reopening_is_not_asked_about(
    database: Database,
) -> None:
    await publish(
        database, survey(trigger={"on": "ticket.resolved"}, withdraw_on="ticket.reopened")
    )
    resolved, reopened, again = (
        ticket(number, kind).model_copy(update={"occurred_at": NOW - timedelta(hours=ago)})
        for number, kind, ago in ((1, "resolved", 3), (2, "reopened", 2), (3, "resolved", 1))
    )
    for body in (reopened, resolved, again):
        await happen(database, body)
    assert await column(database, "SELECT reason FROM decision ORDER BY id") == [
        "withdrawn_on",
        "withdrawn_since",
        "scheduled",
    ]
