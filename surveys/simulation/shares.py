"""A long simulation on every core: each process takes a share of the contacts.

`python -m surveys.simulation.shares` reads one share's job from standard input, since it holds the
secret key, and writes its tally to standard output.
"""

import asyncio
import gc
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from surveys.database import Database
from surveys.definition import Definition
from surveys.keyring import Keyring
from surveys.opening import open_database
from surveys.simulation import Progress, simulate
from surveys.simulation.plan import Plan
from surveys.simulation.tally import Tally

# Nothing of a simulation is a cycle, and looking for cycles takes a tenth of its time.
GARBAGE_OBJECTS = 100_000
MOST_SHARES = 4  # processes, each with up to 120 MB


def shares() -> int:
    """How many processes are of use on this machine."""
    return min(os.cpu_count() or 1, MOST_SHARES)


async def simulate_shared(
    database: Database,
    secrets: tuple[str, str],
    plan: Plan,
    count: int,
    progress: Progress = lambda read: None,
) -> Tally:
    """The whole simulation in up to `count` processes, this one among them, whose progress stands
    for all. `secrets`: the database's URL and the secret key. For a process that does nothing else.
    """
    gc.set_threshold(GARBAGE_OBJECTS)
    url, secret_key = secrets
    count = count if plan.divisible else 1
    others = [
        asyncio.create_task(_elsewhere(_job(url, secret_key, replace(plan, share=n, shares=count))))
        for n in range(1, count)
    ]
    try:
        own = replace(plan, share=0, shares=count)
        tally = await simulate(
            database, Keyring(secret_key), own, lambda read: progress(read * count)
        )
        for other in await asyncio.gather(*others):
            tally.add(other)
    finally:
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
    return tally


async def _elsewhere(job: Mapping[str, Any]) -> Tally:
    """Run a share in a process of its own; RuntimeError when it fails."""
    module = (sys.executable, "-m", "surveys.simulation.shares")
    process = await asyncio.create_subprocess_exec(*module, stdin=PIPE, stdout=PIPE)
    try:
        output, _ = await process.communicate(json.dumps(job).encode())
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise RuntimeError(f"a share of the simulation ended with code {process.returncode}")
    return Tally.of(json.loads(output))


def _job(url: str, secret_key: str, plan: Plan) -> dict[str, Any]:
    definition = plan.definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    times = {"start": plan.start.isoformat(), "end": plan.end.isoformat()}
    fields = {name: getattr(plan, name) for name in Plan.__slots__}
    return {
        "url": url,
        "secret_key": secret_key,
        "plan": {
            **fields,
            **times,
            "definition": definition,
            "reach": dict(plan.reach),
            "groups": dict(plan.groups),
        },
    }


async def _share(job: Mapping[str, Any]) -> Tally:
    gc.set_threshold(GARBAGE_OBJECTS)
    found = job["plan"]
    times = {name: datetime.fromisoformat(found[name]) for name in ("start", "end")}
    definition = Definition.model_validate(found["definition"])
    database = await open_database(job["url"])
    try:
        plan = Plan(**{**found, **times, "definition": definition})
        return await simulate(database, Keyring(job["secret_key"]), plan)
    finally:
        await database.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_share(json.load(sys.stdin))).plain()))
