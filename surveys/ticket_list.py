"""Lists the tickets that the figures of operations count, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from surveys.database import Database
from surveys.instant import to_micros
from surveys.operations import heard
from surveys.paging import Page, Window, named
from surveys.tickets import Ticket, created

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all. `where`: a property and its value, "" for those without. `start`
    and `end` are of the time when a ticket was created."""

    where: tuple[str, str] | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last. There is no table
    of tickets: each page hears all of their events."""
    start = to_micros(wanted.start) if wanted.start else 0
    told = created(await heard(database, start), wanted.end or LAST)
    some = [one for one in told if one.event < wanted.top and _fits(one, wanted.where)]
    some.sort(key=attrgetter("event"), reverse=True)
    shown = some[: wanted.shown]
    return [_shown(one) for one in shown], shown[-1].event if len(some) > len(shown) else None


def _fits(ticket: Ticket, where: tuple[str, str] | None) -> bool:
    return where is None or (ticket.group(where[0]) or "") == where[1]


def _shown(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": named("tic", ticket.event),
        "source": ticket.source,
        "ticket": ticket.subject.partition(":")[2],
        "event": named("evt", ticket.event),
        "created_at": _at(ticket.created),
        "replied_at": _at(ticket.replied),
        "resolved_at": _at(ticket.resolved),
        "reopened": ticket.reopened,
        "open": ticket.open,
        "properties": ticket.properties,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
