"""Reads stored events in the order in which they came, a page at a time, each with what was decided
about it. Every page is a snapshot of its own: a long one would keep a server's log from shrinking.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from surveys.database import Database, Row, Transaction
from surveys.instant import to_micros
from surveys.simulation.plan import Plan

PAGE = 1000
Place = tuple[int, int]  # received_at and id of the last event that has been read
UNHEARD = 2**63


@dataclass(slots=True)
class Page:
    """Some events, and what is stored about them and their contacts; `invited` by contact."""

    events: list[Row]
    decided: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, int] = field(default_factory=dict)  # event -> contact, where there is one
    invited: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def place(self, event: Row) -> int:
        """Where the event stands among all that was decided, as far as that is known."""
        found = self.decided.get(int(event["id"]))
        return int(found[0]["id"]) if found else UNHEARD


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
    events, following = _whole(rows)
    page = Page(events)
    ids = [int(row["id"]) for row in events]
    for row in await tx.fetch("simulation.decided", ids, plan.survey_id) if ids else []:
        event_id, contact_id = int(row["event_id"]), row["contact_id"]
        page.decided[event_id].append(row)
        if contact_id is not None:
            page.people[event_id] = int(contact_id)
    # events that came in one request have one time; the rules have heard them in this order
    events.sort(key=lambda event: (event["received_at"], page.place(event)))
    if people := sorted(set(page.people.values())):
        await _invited(tx, plan, page, people)
    return page, following


async def _invited(tx: Transaction, plan: Plan, page: Page, people: Sequence[int]) -> None:
    start = to_micros(plan.start)
    others = any(one.across != "survey" for one in plan.definition.throttle)
    if others or start > 0:
        for row in await tx.fetch("simulation.invited", people, plan.survey_id, start):
            page.invited[int(row["contact_id"])].append(row)


def _whole(rows: list[Row]) -> tuple[list[Row], Place | None]:
    """The page without the events of its last moment, of which there may be more; where the next
    page goes on, None after the last."""
    if len(rows) < PAGE:
        return rows, None
    last = rows[-1]["received_at"]
    kept = [row for row in rows if row["received_at"] != last] or rows
    return kept, (int(kept[-1]["received_at"]), int(kept[-1]["id"]))
