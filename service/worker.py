"""Everything that happens without a request. Each job is a loop: do what there is, then rest until
a bell rings or the poll comes round.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import structlog

from service import leftovers, metrics, render
from service.dispatch import send
from service.engine import Engine
from service.journal import Journal
from service.lanes import Lanes
from service.passage import Found, Passage
from service.postman import Postman
from service.records import Records
from surveys import (
    buckets,
    clicks,
    idempotency,
    memberships,
    rollups,
    searching,
    settling,
    standings,
    sweeping,
    vigil,
    webhooks,
)
from surveys.delivery import Outcome
from surveys.errors import Unavailable

log = structlog.get_logger()
DRAIN_SECONDS = 30.0
OUTAGE_SECONDS = 2.0
LONGEST_YIELD_SECONDS = 1.0
ROOM_SECONDS = 0.02
VIGIL = timedelta(hours=1)
BATCH, BITE = (
    100,
    25,
)  # events that the rules take at a time; SQLite lets nobody else write meanwhile


@dataclass(frozen=True, slots=True)
class Job:
    """`run` returns how much it did; while that is anything it runs again at once."""

    name: str
    every_seconds: float
    run: Callable[["Worker"], Awaitable[int]]


class Worker:
    """Runs every job until `stop`, which lets sends under way finish."""

    def __init__(self, engine: Engine, *, alone: bool) -> None:
        self.engine = engine
        self._alone = alone  # no other process works on this database
        self._journals = leftovers.folder_of(engine.settings.database_url)
        self._sends: set[asyncio.Task[None]] = set()
        self._going_out = 0
        self._astray = False  # the database may hold claims of ours that we do not know of
        self._room = asyncio.Event()
        self._lanes = Lanes(
            engine.database, engine.channels, lambda: engine.wake.ring("send"), Random()
        )
        self._kept_vigil: datetime | None = None
        self._postman = Postman(engine)
        self._stopping = False
        self._loops: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin; what no journal tells of the claims of this database's only process is unknown
        from now on."""
        engine = self.engine
        render.prepare(engine.channels)
        if self._alone:
            await leftovers.settle(engine.outbox, self._journals, engine.clock())
            await engine.outbox.reap(engine.clock(), alone=True)
        self._journal = Journal(self._journals, engine.outbox.worker)
        self._records = Records(
            lambda some: engine.outbox.record(some, engine.clock()), self._journal.forget
        )
        with contextlib.suppress(Unavailable):  # polling finds the work without it
            await engine.database.listen(engine.wake.ring)
        self._loops = [asyncio.create_task(self._loop(job), name=job.name) for job in JOBS]

    async def stop(self) -> None:
        """Claim no more, finish what is being sent (30 s at most), then end.

        Jobs end by themselves: one that is cancelled between the commit of its claim and the
        first send would leave messages behind that nobody knows the outcome of.
        """
        self._stopping = True
        for job in JOBS:
            self.engine.wake.ring(job.name)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await asyncio.wait(self._loops)
                while under_way := (*self._sends, *self._records.tasks):
                    await asyncio.gather(*under_way, return_exceptions=True)
                    await asyncio.sleep(0)
        left = (*self._loops, *self._sends, *self._records.tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._postman.stop()
        self._journal.close()

    async def _loop(self, job: Job) -> None:
        while not self._stopping:
            try:
                done = await job.run(self)
                metrics.job_runs.labels(job.name).inc()
            except Unavailable as error:
                log.warning("worker.no_database", job=job.name, error=str(error))
                await asyncio.sleep(OUTAGE_SECONDS)
                continue
            except Exception:  # one bad row must not end the job for ever
                log.exception("worker.failed", job=job.name)
                metrics.job_failures.labels(job.name).inc()
                await asyncio.sleep(OUTAGE_SECONDS)
                continue
            if not done:
                await self.engine.wake.wait(job.name, job.every_seconds)

    async def take_in(self) -> int:
        """Rules over new events. While more are arriving those go first, for a backend waits for
        each: the rules then take small bites and one eighth of the time, and catch up afterwards.
        """
        engine, loop = self.engine, asyncio.get_running_loop()
        began, busy = loop.time(), engine.events.busy
        done = await engine.intake.run(engine.clock(), BITE if busy else BATCH)
        if done:
            await engine.wake.up("send")
        if busy:
            await asyncio.sleep(min(7 * (loop.time() - began), LONGEST_YIELD_SECONDS))
        return done

    async def send_due(self) -> int:
        """Claim as many messages as senders are free, and no more: what is claimed is begun."""
        if self._journal.stuck:
            return 0
        if self._astray:
            now, known = self.engine.clock(), self._journal.under_way
            await leftovers.put_back(self.engine.outbox, known, now)
            self._astray = False
        await self._wait_for_room()
        free = self.engine.settings.senders - self._going_out
        if free <= 0:
            return 1
        rooms = await self._lanes.room(self.engine.clock(), free)
        return sum([await self._claim(channels, most) for channels, most in rooms])

    async def _claim(self, channels: list[str], most: int) -> int:
        """Begin with what has a lane; how many were claimed."""
        now, self._astray = self.engine.clock(), True
        due = await self.engine.outbox.claim(channels, now, most)
        for found in await self._lanes.admit(due, now):
            self._journal.take(found.due.message_id)
            if isinstance(found, Passage):
                self._going_out += 1
                self._begin(self._send(found))
            else:
                self._records.add(found)
        self._astray = False
        return len(due)

    def _begin(self, sending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(sending)
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _wait_for_room(self) -> None:
        """For half of the senders, so that one commit claims many, but not long for slow ones."""
        self._room.clear()
        if not self._has_room:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ROOM_SECONDS):
                    await self._room.wait()

    @property
    def _has_room(self) -> bool:
        return self._going_out * 2 <= self.engine.settings.senders

    async def _send(self, way: Passage) -> None:
        """A sender is free when the message is out; writing that down may take its time."""
        try:
            outcome = await self._outcome(way)
        except Exception as error:  # nobody knows how far it came
            log.exception("worker.not_sent", message=way.due.message_id)
            outcome = Outcome(way.due, "unknown", error=f"a fault of ours: {type(error).__name__}")
        finally:
            self._going_out -= 1
            if self._has_room:
                self._room.set()
        metrics.counted(metrics.messages, way.due.channel, outcome.state).inc()
        self._records.add(outcome)

    async def _outcome(self, way: Passage) -> Outcome:
        """Lane after lane, until one says something about the message itself."""
        found: Found = way
        while isinstance(found, Passage):
            due, lane = found.due, found.lane.name
            begin = partial(self._journal.begin, due.message_id)
            outcome, error = await send(self.engine, due, lane, begin)
            self._journal.end(outcome)
            found = await self._lanes.heard(found, outcome, error, self.engine.clock())
        return found

    async def settle(self) -> int:
        """One-click answers whose time has come."""
        return await settling.settle_due(self.engine.database, self.engine.clock())

    async def fold(self) -> int:
        """The ledger, and what was sent, into the rollups. Readers add what is left, so it may rest
        between two times and leave the database to others, unless it falls behind."""
        database = self.engine.database
        done = [await rollups.fold(database), await rollups.fold_sent(database)]
        return max(done) // rollups.AT_A_TIME

    async def autopilot(self) -> int:
        """Events for people who are asked again and again."""
        engine = self.engine
        done = await memberships.ask_due(
            engine.database, await engine.catalogue.live(), engine.clock()
        )
        if done:
            await engine.wake.up("intake")
        return done

    async def tell(self) -> int:
        """Webhooks of answers that have begun to count."""
        return await self._postman.run()

    async def tidy(self) -> int:
        """Claims of workers that are gone, invitations whose time is over, old clicks, keys and
        troubles, a deaf ear."""
        now, outbox = self.engine.clock(), self.engine.outbox
        await self.engine.database.listen(self.engine.wake.ring)
        done = await leftovers.settle(outbox, self._journals, now)
        done += await outbox.reap(now, under_way=self._journal.under_way)
        done += await outbox.expire(now)
        forgetful = (
            clicks.forget, idempotency.forget, buckets.forget, standings.forget, webhooks.forget,
        )  # fmt: skip
        return done + sum([await forget(self.engine.database, now) for forget in forgetful])

    async def index(self) -> int:
        """Comments by their words, without those of people who were erased; as with folding there
        may be a rest."""
        database = self.engine.database
        bites = await sweeping.sweep(database, self.engine.clock())
        return bites + await searching.index(database) // searching.AT_A_TIME

    async def keep_vigil(self) -> int:
        """Scores that have dropped; the bell says nothing new about them."""
        now = self.engine.clock()
        if self._kept_vigil is None or now - self._kept_vigil >= VIGIL:
            await vigil.keep(self.engine.database, await self.engine.catalogue.live(), now)
            self._kept_vigil = now
        return 0


JOBS = (
    Job("intake", 1.0, Worker.take_in),
    Job("send", 0.5, Worker.send_due),
    Job("settle", 1.0, Worker.settle),
    Job("fold", 0.5, Worker.fold),
    Job("index", 1.0, Worker.index),
    Job("tell", 2.0, Worker.tell),
    Job("autopilot", 30.0, Worker.autopilot),
    Job("tidy", 30.0, Worker.tidy),
    Job("vigil", VIGIL.total_seconds(), Worker.keep_vigil),
)
