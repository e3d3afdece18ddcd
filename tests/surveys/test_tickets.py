from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from surveys.situation import PastEvent
from surveys.tickets import Key, Ticket, created, figures, grouped, hear
from tests.cast import NOW

END = NOW + timedelta(days=1)
Told = tuple[str, int, PastEvent]


def told(kind: str, minutes: int, ticket: Any = 1, source: str = "desk", **more: Any) -> Told:
    at = NOW + timedelta(minutes=minutes)
    return source, 1, PastEvent(f"ticket.{kind}", at, {"ticket_id": ticket, **more})


def gather(events: Iterable[Told], end: datetime) -> list[Ticket]:
    found: dict[Key, Ticket] = {}
    hear(found, events)
    return created(found, end)


def one(*events: Told) -> Ticket:
    [found] = gather(events, END)
    return found


def test_a_ticket_has_its_first_response_and_its_first_resolution() -> None:
    found = figures(
        [
            one(
                told("created", 0),
                told("replied", 10),
                told("replied", 20),
                told("resolved", 60),
                told("reopened", 70),
                told("resolved", 90),
            )
        ]
    )
    assert found["first_response"] == {"median_seconds": 600, "p90_seconds": 600}
    assert found["resolution"] == {"median_seconds": 3600, "p90_seconds": 3600}
    assert (found["resolved"], found["resolution_rate"]) == (1, 100.0)
    assert (found["reopened"], found["reopen_rate"]) == (1, 100.0)


def test_a_reopened_ticket_is_not_resolved() -> None:
    found = figures([one(told("created", 0), told("resolved", 5), told("reopened", 6))])
    assert (found["resolution_rate"], found["reopen_rate"]) == (0.0, 100.0)
    assert found["resolution"]["median_seconds"] == 300


def test_a_reopening_without_a_resolution_is_none() -> None:
    found = figures([one(told("created", 0), told("reopened", 6))])
    assert (found["reopened"], found["reopen_rate"]) == (0, None)


def test_a_machines_reply_answers_nobody() -> None:
    found = one(told("created", 0), told("replied", 1, author="bot"), told("replied", 9))
    assert found.replied == NOW + timedelta(minutes=9)


@pytest.mark.parametrize(
    "event",
    [
        told("created", 24 * 60),
        told("resolved", 5),
        ("desk", 1, PastEvent("ticket.created", NOW, {})),
    ],
)
def test_a_ticket_without_a_beginning_in_the_span_is_left_out(event: Told) -> None:
    assert gather([event], END) == []


def test_one_number_of_two_help_desks_is_two_tickets() -> None:
    assert len(gather([told("created", 0), told("created", 0, source="other")], END)) == 2


def test_a_ticket_belongs_to_whoever_had_it_last() -> None:
    events = [
        told("created", 0, agent="Ani"),
        told("replied", 1, agent="Budi"),
        told("resolved", 2),
    ]
    later = [told("created", 5, ticket=2), told("created", 6, ticket=3, agent=7)]
    found = grouped(gather([*events, *later], END), "agent")
    assert {name: len(tickets) for name, tickets in found.items()} == {None: 1, "7": 1, "Budi": 1}


def test_nine_tenths_took_no_longer_than_p90() -> None:
    events = [told("created", 0, ticket=n) for n in range(10)]
    events += [told("replied", n + 1, ticket=n) for n in range(10)]
    found = figures(gather(events, END))["first_response"]
    assert found == {"median_seconds": 300, "p90_seconds": 540}


def test_no_tickets_have_no_rates() -> None:
    found = figures([])
    assert found["tickets"] == 0
    assert (found["resolution_rate"], found["reopen_rate"]) == (None, None)
    assert found["first_response"] == {"median_seconds": None, "p90_seconds": None}
