"""A service whose people answer, change their minds and are erased, and a list of what they say by
now that knows nothing of databases.

    await world.begin("nps", [("A", "7"), (None, None)])    everybody is asked at FROM
    await world.do(Deed("answer", 0, 9, 30), at)            the first one gives a 9
    world.counting()                                        who counts, as far as we know
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

import httpx
from pydantic import SecretStr

from service.app import create_app
from service.auth import create_key
from service.engine import Engine
from service.logins import create_user
from service.settings import Configuration, Settings
from surveys import rollups
from surveys.erasing import erase
from tests.cast import (
    TABLES,
    answer,
    column,
    empty,
    event,
    happen,
    publish,
    retract,
    rows,
    send_all,
    survey,
)
from tests.service.house import BROWSER, SECRET, Clock
from tests.service.routes.visitors import EMAIL, PASSWORD, sign_in

# The night in which Berlin's clock is put back, and the first days of another month.
FROM, TO = datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 11, 4, tzinfo=UTC)
ACCESS = {"installation", "api_key", "app_user", "login"}
CONTENT = [table for table in TABLES if table not in ACCESS]
numbers = count(1)


@dataclass
class Person:
    """Somebody who was asked, or whose answer was told, and what they say by now."""

    store: str | None
    team: str | None
    token: str = ""
    email: str = ""
    score: int | None = None
    answered_at: datetime | None = None

    @property
    def segments(self) -> dict[str, str]:
        found = {"store": self.store, "team": self.team}
        return {name: text for name, text in found.items() if text is not None}


class Deed(NamedTuple):
    """Something that happens `minute` minutes after FROM."""

    name: str
    number: int
    score: int
    minute: int

    def score_of(self, kind: str) -> int:
        return self.score if kind == "nps" else 1 + self.score % 5


@dataclass
class World:
    """A service with its dashboard open, and what we know of the people."""

    engine: Engine
    clock: Clock
    api: httpx.AsyncClient
    kind: str = "nps"
    people: list[Person] = field(default_factory=list)

    async def begin(self, kind: str, people: Sequence[tuple[str | None, str | None]]) -> None:
        """Everybody is asked at FROM."""
        database, self.kind, self.clock.now = self.engine.database, kind, FROM
        await empty(database, CONTENT)
        await publish(database, survey("s", kind, expires="300d", throttle=None), FROM)
        bodies = [event(next(numbers), properties={"store": s, "team": t}) for s, t in people]
        known = await happen(database, *bodies, now=FROM)
        await send_all(database, FROM)
        found = await rows(database, "SELECT event_id, token FROM invitation")
        tokens = {row["event_id"]: row["token"] for row in found}
        self.people = [
            Person(*segments, tokens[event_id], str(body.customer.email))
            for segments, event_id, body in zip(people, known, bodies, strict=True)
        ]

    async def do(self, deed: Deed, at: datetime) -> None:
        """Let it happen, and write down what it changes."""
        self.clock.now = at
        person = self.people[deed.number % len(self.people)]
        if deed.name == "tell":
            await self.tell(deed, at)
        elif deed.name == "fold":
            await rollups.fold(self.engine.database, limit=deed.number + 1)
            await rollups.fold_sent(self.engine.database, limit=deed.number + 1)
        elif deed.name == "rebuild":
            await rollups.rebuild(self.engine.database)
        elif deed.name == "answer" and person.token:
            await self.answer(person, deed.score_of(self.kind), at)
        elif deed.name == "erase" and person.email:
            await erase(self.engine.database, (None, person.email, None), at)
            person.email = ""
        elif deed.name == "retract" and person.token and person.score is not None:
            asked = "SELECT r.id FROM response AS r JOIN invitation AS i ON i.id = r.invitation_id"
            found = await column(self.engine.database, f"{asked} WHERE i.token = $1", person.token)
            await retract(self.engine.database, found, at)
            person.score = None

    async def answer(self, person: Person, score: int, at: datetime) -> None:
        said = f"{score} at {at}"
        if await answer(self.engine.database, person.token, score, at, comment=said) == "recorded":
            person.score, person.answered_at = score, person.answered_at or at

    async def tell(self, deed: Deed, at: datetime) -> None:
        """An answer that was taken elsewhere, some days before."""
        then = at - timedelta(hours=7 * deed.number)
        score = deed.score_of(self.kind)
        body = {"survey": "s", "score": score, "answered_at": then.isoformat()}
        sent = await self.api.post("/v1/responses", json=body | {"segments": {"store": "A"}})
        assert sent.status_code == 201, sent.text
        self.people.append(Person("A", None, score=score, answered_at=then))

    def counting(self) -> list[tuple[Person, int, datetime]]:
        """Those with an answer that counts."""
        return [
            (one, one.score, one.answered_at)
            for one in self.people
            if one.score is not None and one.answered_at is not None
        ]


@asynccontextmanager
async def open_world(database_url: str) -> AsyncIterator[World]:
    """With nothing in it."""
    clock = Clock(FROM)
    settings = Settings(
        database_url=database_url, base_url="http://test", secret_key=SecretStr(SECRET)
    )
    engine = await Engine.start(Configuration(settings, {}), clock)
    key = await create_key("tests", ["read", "responses"], "desk", FROM)
    await create_user(EMAIL, PASSWORD, FROM)
    headers = BROWSER | {"Sec-Fetch-Site": "same-origin", "Authorization": f"Bearer {key}"}
    transport = httpx.ASGITransport(app=create_app(engine))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=headers
    ) as api:
        assert (await sign_in(api)).status_code == 303
        yield World(engine, clock, api)
    await engine.stop()
