"""Runs deliveries of the quarantine through their sources again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from service.sources import Unusable, events_of, sources
from service.wake import Wake
from surveys import inbox, quarantine
from surveys.database import Database
from surveys.event import EventBody
from surveys.inbox import Arrival
from surveys.quarantine import Delivery, Filter

PAGE = 10  # deliveries in memory, of a MiB each at most


@dataclass(slots=True)
class Replayed:
    """What became of events and deliveries. `without_event`: pings and what is of no interest."""

    accepted: int = 0
    duplicates: int = 0
    without_event: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def still_unusable(self) -> int:
        """Deliveries that stay in quarantine, by `reasons`."""
        return self.reasons.total()


async def replay(
    database: Database,
    wanted: Filter,
    now: datetime,
    progress: Callable[[int], object] = lambda done: None,
) -> Replayed:
    """Turn what can be used now into events, as of when it arrived; say why the rest cannot.

    A delivery leaves the quarantine after its events are on disk: whatever happens in between, the
    next replay finds duplicates. What arrives meanwhile is left to the next one too.
    """
    told = Replayed()
    wake = Wake(database)
    while found := await quarantine.batch(database, wanted, PAGE):
        before = told.accepted
        for delivery in found:
            await _replay(database, delivery, now, told)
            progress(1)
        if told.accepted > before:
            await wake.up("intake")
        wanted = replace(wanted, before=found[-1].id)
    return told


async def _replay(database: Database, delivery: Delivery, now: datetime, told: Replayed) -> None:
    try:
        events = _parsed(delivery, now)
    except Unusable as error:
        told.reasons[str(error)] += 1
        if str(error) != delivery.reason:
            await quarantine.restate(delivery.id, str(error))
        return
    arrivals = [Arrival(delivery.origin, event, delivery.received_at) for event in events]
    results = await inbox.accept(database, arrivals) if arrivals else []
    await quarantine.release([delivery.id])
    duplicates = sum(one.duplicate for one in results)
    told.duplicates += duplicates
    told.accepted += len(results) - duplicates
    told.without_event += not results


def _parsed(delivery: Delivery, now: datetime) -> list[EventBody]:
    name = delivery.origin.partition(":")[0]
    if name not in sources():
        raise Unusable(f"there is no source {name} here")
    return events_of(name, delivery.body, delivery.headers, now)
