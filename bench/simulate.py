"""What if the survey had been like this? A year of events under a changed definition, on every
core, against the time that somebody waits for it.
"""

import asyncio
import os
import resource
import time
from datetime import timedelta
from pathlib import Path

from bench.deployment import SECRET_KEY, SURVEY
from bench.scores import YEAR
from bench.stored import fill
from bench.table import Line
from surveys import survey_file
from surveys.catalogue import publish
from surveys.database import Database
from surveys.instant import to_micros
from surveys.limits import Throttle
from surveys.opening import migrate, open_database
from surveys.quiet_hours import QuietHours
from surveys.simulation.plan import Plan, plan_of
from surveys.simulation.shares import shares, simulate_shared
from surveys.simulation.tally import Tally

READ = """
SELECT id, source, external_id, type, occurred_at, received_at, payload
FROM event WHERE id > $1 ORDER BY id LIMIT 1000
"""
SECONDS = 60  # for a million


def measure(folder: Path, count: int) -> Line:
    """One run over `count` events."""
    return asyncio.run(_measure(folder / "simulate.db", count))


async def _measure(path: Path, count: int) -> Line:
    url = f"sqlite://{path}"
    await migrate(url)
    database = await open_database(url)
    try:
        plan = await _plan(database)
        await asyncio.to_thread(fill, path, count, to_micros(YEAR.start), to_micros(YEAR.end))
        reading = await _read(database)
        began, own = time.monotonic(), os.times()
        tally = await simulate_shared(database, (url, SECRET_KEY), plan, shares())
        seconds, ends = time.monotonic() - began, os.times()
        _check(tally, count)
    finally:
        await database.close()
    used = ends.user + ends.system + ends.children_user + ends.children_system
    used -= own.user + own.system + own.children_user + own.children_system
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    memory = [resource.getrusage(kind).ru_maxrss / 1000 for kind in kinds]
    details = [
        f"{seconds:.0f} s for {count:,} events in {shares()} processes, {count / seconds:,.0f}/s; "
        f"a plain read of the rows took {reading:.1f} s",
        f"{used:.0f} s of processor, {used / count * 1e6:.0f} us an event",
        f"at most {memory[0]:.0f} MB in the first process and {memory[1]:.0f} MB in another",
        f"{tally.simulated.outcomes.total():,} decisions, {_asked(tally):,} asked",
    ]
    what = f"a changed survey over {count:,} stored events, every one decided about"
    limit = SECONDS * count / 10**6
    return Line(
        what, f"{SECONDS} s for a million", f"under {limit:.0f} s", f"{seconds:.0f} s", details
    )


async def _plan(database: Database) -> Plan:
    definition = survey_file.read(SURVEY)
    await publish(database, definition, YEAR.start)
    changes = {
        "throttle": (Throttle(days=30),),
        "quiet_hours": QuietHours.model_validate({"from": "21:00", "to": "08:00"}),
        "delay": timedelta(hours=1),
    }
    changed = definition.model_copy(update=changes)
    return await plan_of(database, changed, (None, YEAR.end), {"email": "email"}, "UTC")


async def _read(database: Database) -> float:
    """Seconds for every row, a page at a time."""
    began, last = time.monotonic(), 0
    while rows := await database.read(lambda tx, after=last: tx.query(READ, [after]), whole=True):
        last = int(rows[-1]["id"])
    return time.monotonic() - began


def _check(tally: Tally, count: int) -> None:
    if not tally.read == tally.simulated.outcomes.total() == tally.real.outcomes.total() == count:
        raise RuntimeError(f"{count} events are stored, {tally.read} were read")


def _asked(tally: Tally) -> int:
    return tally.simulated.people.total() and sum(
        int(times) * people for times, people in tally.simulated.people.items()
    )
