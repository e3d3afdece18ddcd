"""The way in that the API and the hooks share."""

from collections.abc import Callable, Sequence
from datetime import datetime

from service import metrics
from service.engine import Engine
from surveys.database import Transaction
from surveys.errors import NotFound
from surveys.event import EventBody
from surveys.idempotency import Key, Reply
from surveys.inbox import Accepted, Arrival, store

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
    _count(found)
    return [_answer(one) for one in found]


async def accept_once(
    engine: Engine,
    key: Key,
    source: str,
    events: Sequence[EventBody],
    now: datetime,
    told: Callable[[list[dict[str, str]]], Reply],
) -> Reply:
    """The same for a request with a key, in one transaction with what the sender is told."""
    arrivals = [Arrival(source, event, now) for event in events]
    found: list[Accepted] = []

    async def work(tx: Transaction) -> Reply:
        found[:] = await store(tx, arrivals)
        return told([_answer(one) for one in found])

    reply = await engine.once.do(key, work, now)
    if not reply.replayed:
        _count(found)
        await engine.wake.up("intake")
    return reply


def _answer(accepted: Accepted) -> dict[str, str]:
    return {"event": f"{PREFIX}{accepted.event_id}", "status": _status(accepted)}


def _count(found: Sequence[Accepted]) -> None:
    for one in found:
        metrics.event_statuses["conflict" if one.conflict else _status(one)].inc()


def _status(accepted: Accepted) -> str:
    return "duplicate" if accepted.duplicate else "accepted"


def event_number(public_id: str) -> int:
    """The number in evt_123; NotFound for anything else."""
    number = public_id.removeprefix(PREFIX)
    if not (public_id.startswith(PREFIX) and number.isascii() and number.isdigit()):
        raise NotFound("event ids look like evt_123")
    if len(number) > 18:
        raise NotFound("there is no such event")
    return int(number)
