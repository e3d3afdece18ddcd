"""The way in that the API and the hooks share."""

from collections.abc import Sequence
from datetime import datetime

from service import metrics
from service.engine import Engine
from surveys.errors import NotFound
from surveys.event import EventBody
from surveys.inbox import Accepted, Arrival

PREFIX = "evt_"


async def accept_all(
    engine: Engine, source: str, events: Sequence[EventBody], now: datetime
) -> list[dict[str, str]]:
    """Store all events durably; `[{"event": "evt_...", "status": "accepted"}, ...]` in order."""
    arrivals = [Arrival(source, event, now) for event in events]
    if len(arrivals) == 1:
        found = [await engine.events.submit(arrivals[0])]
    else:
        found = await engine.accept_together(arrivals)
    return [_answer(one) for one in found]


def _answer(accepted: Accepted) -> dict[str, str]:
    status = "duplicate" if accepted.duplicate else "accepted"
    metrics.event_statuses["conflict" if accepted.conflict else status].inc()
    return {"event": f"{PREFIX}{accepted.event_id}", "status": status}


def event_number(public_id: str) -> int:
    """The number in evt_123; NotFound for anything else."""
    number = public_id.removeprefix(PREFIX)
    if not (public_id.startswith(PREFIX) and number.isascii() and number.isdigit()):
        raise NotFound("event ids look like evt_123")
    if len(number) > 18:
        raise NotFound("there is no such event")
    return int(number)
