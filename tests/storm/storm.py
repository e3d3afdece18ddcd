"""A storm: load on a site whose processes are killed at random moments, then the reckoning."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

from surveys.definition import Definition
from surveys.opening import open_database
from tests.storm import audit, relay, site
from tests.storm.backends import Backends
from tests.storm.customers import Customers
from tests.storm.program import Program
from tests.storm.relay import Relay
from tests.storm.site import ALWAYS, SOMETIMES, Site

BACKENDS = 8
CUSTOMERS = 4


@dataclass
class Storm:
    """Everything that takes part."""

    site: Site
    relay: Relay
    backends: Backends
    customers: Customers
    chance: Random
    kills: int = 0
    seconds: float = 0.0  # that the kills took
    _load: list[asyncio.Task[None]] = field(default_factory=list)

    def begin(self, least_events: int = 0) -> None:
        """Let the load loose. It goes on until `calm`, and until there are so many events."""
        self.backends.least = least_events
        posting = [self.backends.post() for _ in range(BACKENDS)]
        answering = [self.customers.answer() for _ in range(CUSTOMERS)]
        self._load = [asyncio.create_task(one) for one in (*posting, *answering)]

    async def strike(self, kills: int) -> None:
        """Kill processes of the site so many times; each is started again at once."""
        began = time.monotonic()
        turns = [self.chance.choice(self.site.programs) for _ in range(kills)]
        per_program = [turns.count(program) for program in self.site.programs]
        await asyncio.gather(
            *(self._strike(*one) for one in zip(self.site.programs, per_program, strict=True))
        )
        self.seconds = time.monotonic() - began

    async def _strike(self, program: Program, times: int) -> None:
        for _ in range(times):
            if self.chance.random() < 0.15:  # it dies before it is ready
                await asyncio.sleep(self.chance.random() * 0.3)
            else:
                await program.ready()
                await asyncio.sleep(self.chance.random() * 0.9)
            assert await program.kill() == -9, program.output()
            self.kills += 1
            program.start()
        assert await program.ready(), program.output()

    async def calm(self) -> None:
        """Post no more, and wait until everything is sent, answered and folded."""
        self.backends.busy = False
        await asyncio.gather(*self._load[:BACKENDS])
        await self.site.idle()
        await self.relay.new.join()
        await self.site.idle()
        await self.abandon()

    async def abandon(self) -> None:
        """End the load, whatever it is doing."""
        for task in self._load:
            task.cancel()
        await asyncio.gather(*self._load, return_exceptions=True)

    async def reckon(self) -> None:
        """Every check; the site is stopped in between."""
        await self.backends.repeat_all()
        await self.site.idle()
        database = await open_database(self.site.database_url)
        try:
            await audit.scores_equal_a_recount(database, self.site)
            assert set(await self.site.stop()) == {0}
            await audit.events_are_kept(database, self.backends)
            await audit.everything_is_decided(database, self.site)
            await audit.nothing_went_out_twice(database, self.relay, self.kills)
            await audit.answers_are_kept(database, self.customers)
            await audit.rollups_equal_a_recount(database)
        finally:
            await database.close()
        audit.the_file_is_whole(self.site.database_url)
        assert self.site.errors() == []

    async def rage(self, kills: int, least_events: int = 0) -> None:
        """All of it."""
        await self.site.start()
        self.begin(least_events)
        await self.strike(kills)
        await self.calm()
        await self.reckon()

    def summary(self) -> str:
        """For the person who reads the test's output."""
        return (
            f"{self.kills} kills in {self.seconds:.0f}s, {len(self.backends.acknowledged)} events, "
            f"{len(self.relay.mails)} mails, {len(self.customers.said)} answers, "
            f"interrupted requests {dict(self.backends.failures + self.customers.failures)}"
        )


@asynccontextmanager
async def brewing(
    database_url: str,
    folder: Path,
    *,
    many: bool,
    breaking: float = 0.01,
    within_seconds: float = 300,
    surveys: Sequence[Definition] = (ALWAYS, SOMETIMES),
) -> AsyncIterator[Storm]:
    """A storm on a new site, which is not started yet. STORM_SEED sets what is left to chance, but
    for the moments at which the machine does things."""
    seed = int(os.environ.get("STORM_SEED") or SystemRandom().randrange(10**6))
    print(f"STORM_SEED={seed}")
    chance = Random(seed)
    sink = Relay(Random(seed), breaking=breaking)
    async with (
        asyncio.timeout(within_seconds),
        relay.opened(sink) as smtp_url,
        site.opened(database_url, folder, smtp_url, many=many, surveys=surveys) as where,
    ):
        backends, customers = Backends(where, Random(seed)), Customers(where, sink, Random(seed))
        storm = Storm(where, sink, backends, customers, chance)
        try:
            yield storm
        finally:
            await storm.abandon()
            print(storm.summary())
