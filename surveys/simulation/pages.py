"""Reads stored events in the order in which they came, a page at a time, each with what was decided
about it. Every page is a snapshot of its own: a long one would keep a server's log from shrinking.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from surveys.database import Database, Row, Transaction
from surveys.instant import to_micros
from surveys.simulation.plan import Plan

PAGE = 1000
Place = tuple[int, int]  # received_at and id of the last event that has been read
UNHEARD = 2**63


class Event(NamedTuple):
    """A row of simulation.events; a column of a Row takes ten times as long to find."""

    id: int
    source: str
    external_id: str
    type: str
    occurred_at: int
    received_at: int
    payload: str


class Decision(NamedTuple):
    """A row of simulation.decided."""

    id: int
    event_id: int
    survey_id: int | None
    contact_id: int | None
    outcome: str
    reason: str
    channels: str | None
    due_at: int | None
    sent_at: int | None
    answered_at: int | None
    state: str | None
    decided_at: int
    ended_at: int | None


@dataclass(slots=True)
class Page:
    """Some events, and what is stored about them and their contacts; `invited` by contact."""

    events: list[Event]
    decided: dict[int, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, int] = field(default_factory=dict)  # event -> contact, where there is one
    invited: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def place(self, event: Event) -> int:
        """Where the event stands among all that was decided, as far as that is known."""
        found = self.decided.get(event.id)
        return found[0].id if found else UNHEARD


async def pages(database: Database, plan: Plan) -> AsyncIterator[Page]:
    """All events of the plan's time and share."""
    place: Place | None = (to_micros(plan.start), -1)
    while place is not None:
        page, place = await database.read(partial(_page, plan, place), whole=True)
        yield page


async def _page(plan: Plan, place: Place, tx: Transaction) -> tuple[Page, Place | None]:
    rows = await tx.fetch(
        "simulation.events", *place, to_micros(plan.end), plan.share, plan.shares, PAGE
    )
    events, following = _whole([Event._make(row) for row in rows])
    page = Page(events)
    ids = [event.id for event in events]
    for row in await tx.fetch("simulation.decided", ids, plan.survey_id) if ids else []:
        decision = Decision._make(row)
        page.decided[decision.event_id].append(decision)
        if decision.contact_id is not None:
            page.people[decision.event_id] = decision.contact_id
    # events that came in one request have one time; the rules have heard them in this order
    events.sort(key=lambda event: (event.received_at, page.place(event)))
    if people := sorted(set(page.people.values())):
        await _invited(tx, plan, page, people)
    return page, following


async def _invited(tx: Transaction, plan: Plan, page: Page, people: Sequence[int]) -> None:
    start = to_micros(plan.start)
    others = any(one.across != "survey" for one in plan.definition.throttle)
    if others or start > 0:
        for row in await tx.fetch("simulation.invited", people, plan.survey_id, start):
            page.invited[int(row["contact_id"])].append(row)


def _whole(events: list[Event]) -> tuple[list[Event], Place | None]:
    """The page without the events of its last moment, of which there may be more; where the next
    page goes on, None after the last."""
    if len(events) < PAGE:
        return events, None
    last = events[-1].received_at
    kept = [event for event in events if event.received_at != last] or events
    return kept, (kept[-1].received_at, kept[-1].id)
