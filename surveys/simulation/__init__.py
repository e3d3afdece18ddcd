"""What if a survey had other rules? Runs a definition over the stored events, writes nothing.

Each event is decided about as of the moment when it came, in order. The simulation's own would-be
invitations count for the throttle; those of other surveys count as they really were. Contacts are
known as events had described them by then. Suppressions count as they are now: when somebody
unsubscribed is known, but not whether they would have been asked often enough to do so.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar

from surveys.catalogue import Published
from surveys.database import Database
from surveys.instant import HOUR_MICROS, from_micros, to_micros
from surveys.keyring import Keyring
from surveys.past import looked_for
from surveys.quotas import Quotas
from surveys.simulation.heard import Heard, hear, meet
from surveys.simulation.matters import Matters
from surveys.simulation.memory import Memory
from surveys.simulation.pages import pages
from surveys.simulation.plan import Plan
from surveys.simulation.tally import Tally
from surveys.simulation.trial import Closed, Judged, Trial, would_close

SLICE = 100  # events between two turns of the loop, some milliseconds
T = TypeVar("T")
Progress = Callable[[int], object]
Decided = tuple[Heard, list[Judged]]


async def count_events(database: Database, plan: Plan, most: int) -> int:
    """Stored events in the plan's time; counts up to `most`."""
    span = (to_micros(plan.start), to_micros(plan.end))
    return int((await database.fetch("simulation.count", *span, most))[0]["n"])


async def simulate(
    database: Database, keyring: Keyring, plan: Plan, progress: Progress = lambda read: None
) -> Tally:
    """Run it; `progress` hears how many more events have been read."""
    tally = Tally()
    with Memory() as memory:
        async for some in judgements(database, keyring, plan, memory, progress):
            _count(tally, plan, some)
        for side, people in zip((tally.simulated, tally.real), memory.people(), strict=True):
            side.people.update({str(times): count for times, count in people.items()})
    return tally


async def judgements(
    database: Database,
    keyring: Keyring,
    plan: Plan,
    memory: Memory,
    progress: Progress = lambda read: None,
) -> AsyncIterator[list[Decided]]:
    """Events that the rules have seen, some at a time, and what the definition makes of each."""
    trial = Trial(plan, memory.matters, await _quotas(database, plan))
    [row] = await database.fetch("simulation.closed")
    async for page in pages(database, plan):
        known = memory.load(set(page.people.values()))
        events = hear(page, known, await meet(database, known), plan)
        found = [heard async for some in _slices(events) for heard in some]
        closed = await _closed(database, keyring, plan, found) if row["any_closed"] else {}
        if plan.looks_back:
            await _recall(database, plan, memory.matters, found)
        async for some in _slices(found):
            yield [(heard, trial.judge(heard, closed)) for heard in some]
        memory.save(known)
        memory.matters.save()
        progress(len(page.events))


async def _slices(things: Iterable[T]) -> AsyncIterator[list[T]]:
    """All of them, some at a time, and between a turn for everybody else on the loop."""
    left = iter(things)
    while some := list(islice(left, SLICE)):
        await asyncio.sleep(0)
        yield some


async def _quotas(database: Database, plan: Plan) -> Quotas:
    """With the places that were taken before the simulated time."""
    survey = Published(plan.survey_id, plan.version, plan.definition)
    quotas, start = Quotas([survey], plan.default_timezone), to_micros(plan.start)
    if plan.definition.quota is not None and start > 0:
        since = start - 24 * HOUR_MICROS
        for row in await database.fetch("simulation.taken", plan.survey_id, start, since):
            quotas.take(plan.survey_id, from_micros(int(row["due_at"])))
    return quotas


async def _recall(database: Database, plan: Plan, matters: Matters, found: Sequence[Heard]) -> None:
    """What happened to the tickets and orders of a page, as far as anybody has noted it."""
    kinds = {*plan.definition.trigger.on, *looked_for(plan.definition)}
    subjects = sorted({h.subject for h in found if h.event.type in kinds and h.subject})
    start = to_micros(plan.start)
    earlier = start > 0 and subjects
    matters.load(
        subjects,
        await database.fetch("simulation.matters", subjects, start) if earlier else (),
    )


async def _closed(
    database: Database, keyring: Keyring, plan: Plan, found: Sequence[Heard]
) -> Closed:
    known = [one for h in found for one in would_close(h.person, plan).values()]
    used = set(chain.from_iterable(known))
    digests = {keyring.address_digest(one): one for one in used}
    closed: dict[str, frozenset[int]] = {}
    for row in await database.fetch("evaluation.suppressed", list(digests)) if digests else []:
        one = digests[row["address_digest"]]
        closed[one] = closed.get(one, frozenset()) | {int(row["survey_id"])}
    return closed


@lru_cache(maxsize=1024)
def _first(channels: str) -> str:
    return str(json.loads(channels)[0])


def _count(tally: Tally, plan: Plan, some: Sequence[Decided]) -> None:
    tally.read += len(some)
    tally.simulated.events += sum(bool(judged) for _, judged in some)
    tally.real.events += sum(bool(heard.decided) for heard, _ in some)
    judged = [one for _, found in some for one in found]
    tally.simulated.decided([(one.outcome, one.reason) for one in judged])
    would_be = [(one.ruling, one.due) for one in judged if one.ruling and one.due is not None]
    tally.simulated.asked(
        [(ruling.situation.channels[0], due) for ruling, due in would_be], plan.default_timezone
    )
    really = [(heard.known, row) for heard, _ in some for row in heard.decided]
    tally.real.decided([(row.outcome, row.reason) for _, row in really])
    asked = [
        (known, row.channels, row.due_at)
        for known, row in really
        if row.channels is not None and row.due_at is not None
    ]
    tally.real.asked([(_first(channels), due) for _, channels, due in asked], plan.default_timezone)
    for known, _, _ in asked:
        known.really += 1
