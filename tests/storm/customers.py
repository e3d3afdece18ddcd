"""Customers under the storm: many answer what they get, some change their mind."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random

import httpx

from tests.service.house import BROWSER
from tests.storm.relay import Mail, Relay
from tests.storm.site import Site


@dataclass
class Customers:
    """`said` has the last score that each token's customer was thanked for."""

    site: Site
    relay: Relay
    chance: Random
    willing: float = 0.5  # how many of them answer
    said: dict[str, int] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)

    async def answer(self) -> None:
        """One customer after another, until cancelled."""
        while True:
            mail = await self.relay.new.get()
            try:
                if self.chance.random() < self.willing:
                    await self._answer(mail)
            finally:
                self.relay.new.task_done()

    async def _answer(self, mail: Mail) -> None:
        for _ in range(2 if self.chance.random() < 0.2 else 1):
            score = self.chance.randint(1, 5)
            while not await self._say(mail.token, score):
                pass
            self.said[mail.token] = score

    async def _say(self, token: str, score: int) -> bool:
        url = f"{self.site.any_url(self.chance)}/r/{token}"
        try:
            page = answer = await self.site.client.get(f"{url}/{score}", headers=BROWSER)
            if page.is_success:
                answer = await self.site.client.post(url, data={"score": score}, headers=BROWSER)
        except httpx.TransportError as error:
            self.failures[type(error).__name__] += 1
            await asyncio.sleep(0.02 + self.chance.random() * 0.1)
            return False
        assert answer.status_code in (200, 503), answer.text
        return answer.is_success
