"""Workers that are killed again and again while they send, and what must be true at the end."""

import asyncio
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random, SystemRandom

from tests.storm.crew import Crew
from tests.storm.program import Program


@dataclass
class Slaughter:
    """`received` counts what has come, by customer. STORM_SEED sets what is left to chance."""

    crew: Crew
    received: Counter[str]
    kills: int = 0
    seconds: float = 0.0
    chance: Random = field(default_factory=lambda: _chance())

    async def rage(self, kills: int, messages: int) -> None:
        """Kill the workers so many times, evenly over so many messages that come."""
        began = time.monotonic()
        for worker in self.crew.workers:
            worker.start()
        for turn in range(kills):
            victim = self.chance.choice(self.crew.workers)
            await self._die(victim, messages * (turn + self.chance.random()) / (kills + 1))
            self.kills += 1
            victim.start()
        await self.crew.until_done(240)
        self.seconds = time.monotonic() - began

    async def _die(self, worker: Program, after: float) -> None:
        """When so many messages have come altogether, and a moment that only chance knows."""
        if self.chance.random() > 0.1:  # else perhaps before it is ready
            assert await worker.ready(), worker.output()
        async with asyncio.timeout(120):
            while self.received.total() < after and await self._more():  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        await asyncio.sleep(self.chance.random() * 0.02)
        assert await worker.kill() == -9, worker.output()

    async def _more(self) -> bool:
        """Asked now and then only: the database has other things to do."""
        return self.chance.random() > 0.001 or await self.crew.left() > 0

    async def reckon(self) -> Counter[str]:
        """Nothing came twice, what is `sent` came, what came is `sent` or `unknown`; how many
        messages are in each state."""
        states = await self.crew.states()
        assert [one for one, times in self.received.items() if times > 1] == []
        sent = {one for one, state in states.items() if state == "sent"}
        unknown = {one for one, state in states.items() if state == "unknown"}
        assert sent | unknown == states.keys(), Counter(states.values())
        assert sent <= self.received.keys() <= sent | unknown
        return Counter(states.values())

    def summary(self, states: Counter[str]) -> str:
        """For the person who reads the test's output."""
        return (
            f"{self.kills} kills, {self.received.total()} messages received, {dict(states)}, "
            f"{self.seconds:.0f} s"
        )


def _chance() -> Random:
    seed = int(os.environ.get("STORM_SEED") or SystemRandom().randrange(10**6))
    print(f"STORM_SEED={seed}")
    return Random(seed)
