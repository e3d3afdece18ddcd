"""Backend systems under the storm: they post events, singly and in arrays, repeat themselves, and
remember every answer. An event is *acknowledged* when any 2xx named it.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.storm.site import Site

TYPE = "purchase.completed"
LARGEST_ARRAY = 20


@dataclass
class Backends:
    """They go on while `busy`, and until they have made `least` events. `acknowledged` has, for
    each event's own id, the ids that the answers gave it, and `accepted` how many answers said
    that it was new."""

    site: Site
    chance: Random
    pause_seconds: float = 0.02
    arrays: float = 0.15  # the chance that several events come in one request
    giving_up: float = 0.05  # the chance not to try again when nobody has answered
    least: int = 0
    events: int = 0
    busy: bool = True
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    accepted: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    async def post(self) -> None:
        """One backend."""
        while self.busy or self.events < self.least:
            batch = self._batch()
            await self._until_acknowledged(batch)
            if self.chance.random() < 0.2:
                await self._once(self._repeated(batch))
            await asyncio.sleep(self.chance.random() * 2 * self.pause_seconds)

    async def repeat_all(self) -> None:
        """Post every acknowledged event once more; each must be known by now."""
        before = self.accepted.copy()
        known = [body_of(name) for name in self.acknowledged]
        for start in range(0, len(known), 500):
            assert await self._once(known[start : start + 500])
        assert self.accepted == before, "an acknowledged event was new when it was repeated"

    def _batch(self) -> list[dict[str, Any]]:
        size = self.chance.randint(2, LARGEST_ARRAY) if self.chance.random() < self.arrays else 1
        first, self.events = self.events, self.events + size
        return [body_of(f"order-{number}") for number in range(first, self.events)]

    def _repeated(self, batch: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The same once more, or older ones, or both in one array."""
        older = [body_of(f"order-{self.chance.randrange(self.events)}")]
        return self.chance.choice([list(batch), older, [*batch, *older, *batch]])

    async def _until_acknowledged(self, batch: Sequence[dict[str, Any]]) -> None:
        while not await self._once(batch):
            if self.chance.random() < self.giving_up:
                return  # some backends give up: the event may be there or not, but never twice
            await asyncio.sleep(0.02 + self.chance.random() * 0.1)

    async def _once(self, batch: Sequence[dict[str, Any]]) -> bool:
        many = len(batch) > 1 or self.chance.random() < self.arrays
        headers = {"Authorization": f"Bearer {self.site.key}"}
        try:
            answer = await self.site.client.post(
                f"{self.site.any_url(self.chance)}/v1/events",
                json=list(batch) if many else batch[0],
                headers=headers,
            )
        except httpx.TransportError as error:
            self.failures[type(error).__name__] += 1
            return False
        if not answer.is_success:
            assert answer.status_code == 503, answer.text
            self.failures["503"] += 1
            return False
        found = answer.json() if many else [answer.json()]
        for body, one in zip(batch, found, strict=True):
            self.acknowledged[body["id"]].add(one["event"])
            self.accepted[body["id"]] += one["status"] == "accepted"
        return True


def body_of(name: str) -> dict[str, Any]:
    """The event of that name, always with the same content: each has a customer of its own, so
    that a mail's recipient tells the event."""
    number = int(name.rpartition("-")[2])
    customer = {"id": f"customer-{number}", "name": f"Customer {number}"}
    if reachable(number):
        customer["email"] = f"{name}@customer.example"
    properties = {"store": f"store {number % 3}", "team": f"team {number % 2}"}
    return {"id": name, "type": TYPE, "customer": customer, "properties": properties}


def reachable(number: int) -> bool:
    """Every eighth customer has no address at all."""
    return number % 8 != 0
