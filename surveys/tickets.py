"""What became of support tickets, from the events that tell it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from surveys.figures import rounded
from surveys.invitation import subject_of
from surveys.situation import PastEvent

CREATED, REPLIED = "ticket.created", "ticket.replied"
RESOLVED, REOPENED = "ticket.resolved", "ticket.reopened"
Key = tuple[str, str]  # the source, and what it calls the ticket


@dataclass(slots=True)
class Ticket:
    """The first time of each; `properties` as the latest event that has them says; `event` is the
    id of the one that told of its creation."""

    source: str = ""
    subject: str = ""  # what the source calls it
    event: int = 0
    created: datetime | None = None
    replied: datetime | None = None
    resolved: datetime | None = None
    reopened: bool = False
    open: bool = True
    properties: dict[str, Any] = field(default_factory=dict)

    def hear(self, number: int, event: PastEvent) -> None:
        """Events come in the order of their times. A machine's reply answers nobody."""
        self.properties.update(event.properties)
        if event.type == CREATED:
            self.created, self.event = self.created or event.occurred_at, self.event or number
        elif event.type == REPLIED and event.properties.get("author") != "bot":
            self.replied = self.replied or event.occurred_at
        elif event.type == RESOLVED:
            self.resolved, self.open = self.resolved or event.occurred_at, False
        elif event.type == REOPENED:
            self.reopened, self.open = self.reopened or self.resolved is not None, True

    def group(self, name: str) -> str | None:
        """What it says of a property; None: nothing."""
        value = self.properties.get(name)
        return None if value is None or value == "" else str(value)


def hear(found: dict[Key, Ticket], events: Iterable[tuple[str, int, PastEvent]]) -> None:
    """More events, later than those before; of each its source and its id, too."""
    for source, number, event in events:
        if subject := subject_of(event.properties):
            found.setdefault((source, subject), Ticket(source, subject)).hear(number, event)


def created(found: Mapping[Key, Ticket], end: datetime) -> list[Ticket]:
    """The tickets that were created before `end`. Those whose creation nobody told are left out:
    they have no beginning."""
    return [one for one in found.values() if one.created is not None and one.created < end]


def figures(tickets: Sequence[Ticket]) -> dict[str, Any]:
    """Times are of those that got so far; `resolution_rate` is the share that is resolved now,
    `reopen_rate` that of all ever resolved which came back."""
    resolved = [one for one in tickets if one.resolved]
    reopened = sum(one.reopened for one in resolved)
    done = sum(not one.open for one in tickets)
    return {
        "tickets": len(tickets),
        "replied": sum(one.replied is not None for one in tickets),
        "resolved": done,
        "reopened": reopened,
        "first_response": _times(tickets, "replied"),
        "resolution": _times(tickets, "resolved"),
        "resolution_rate": rounded(100 * done / len(tickets)) if tickets else None,
        "reopen_rate": rounded(100 * reopened / len(resolved)) if resolved else None,
    }


def grouped(tickets: Iterable[Ticket], name: str) -> Mapping[str | None, list[Ticket]]:
    """By a property, the largest group first."""
    found: dict[str | None, list[Ticket]] = defaultdict(list)
    for one in tickets:
        found[one.group(name)].append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0] or "")))


def _times(tickets: Iterable[Ticket], until: str) -> dict[str, float | None]:
    """From the creation on; nearest rank."""
    took = sorted(
        (moment - one.created).total_seconds()
        for one in tickets
        if one.created and (moment := getattr(one, until)) and moment >= one.created
    )
    ranks = {"median_seconds": 0.5, "p90_seconds": 0.9}
    return {
        name: took[ceil(part * len(took)) - 1] if took else None for name, part in ranks.items()
    }
