"""One customer's link, and who comes to it: persons and machines, each from a place of their own.

The application answers in this process, the worker settles, and the clock is the test's:

    await scene.goes_on(hours=1)                 the worker is up all the time
    page = await scene.opens(9, PERSON)
    await scene.runs_script(page, touched=True)
    await scene.sends(page)
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from service.app import create_app
from service.engine import Engine
from service.settings import Configuration, Settings
from service.worker import Worker
from tests.cast import event, happen, publish, rows, send_all, survey
from tests.service.house import BROWSER, SECRET, SETTLE_SECONDS, Clock, nonce_of

STEP = timedelta(minutes=1)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
IMESSAGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
    "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
)


@dataclass(frozen=True)
class Visitor:
    """Whoever makes requests: an address and headers."""

    address: str = "203.0.113.7"
    headers: dict[str, str] = field(default_factory=lambda: dict(BROWSER))

    def but(self, address: str = "", **headers: str | None) -> "Visitor":
        """The same with other headers, `user_agent="x"`; None takes one away."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        found: dict[str, Any] = {**self.headers, **named}
        kept = {name: value for name, value in found.items() if value is not None}
        return Visitor(address or self.address, kept)


PERSON = Visitor()
OLD_BROWSER = PERSON.but(sec_fetch_dest=None, sec_fetch_mode=None)
SCANNER = Visitor("198.51.100.9").but(user_agent=CHROME)
GATEWAY = Visitor("52.101.3.9").but(user_agent=CHROME)  # Exchange Online Protection
PROGRAM = Visitor("192.0.2.1", {"User-Agent": "python-requests/2.32", "Accept": "*/*"})


@dataclass(frozen=True)
class Page:
    """What a visitor has opened."""

    visitor: Visitor
    score: int | None
    nonce: str
    html: str


@dataclass
class Scene:
    """A link that was mailed at NOW, in a running service."""

    engine: Engine
    worker: Worker
    clock: Clock
    token: str
    app: Any

    @property
    def path(self) -> str:
        """Of the answer page."""
        return f"/r/{self.token}"

    async def goes_on(self, **span: float) -> None:
        """Time passes: `goes_on(hours=1)`. The worker settles what is due meanwhile."""
        until = self.clock.now + timedelta(**span)
        while self.clock.now < until:
            self.clock.now = min(until, max(self.clock.now + STEP, self._quietly(until)))
            while await self.worker.settle():
                pass

    def _quietly(self, until: datetime) -> datetime:
        """Nothing is due for longer than the time to settle."""
        return until - timedelta(seconds=2 * SETTLE_SECONDS)

    async def ends(self) -> tuple[int, str] | None:
        """What is recorded when everything has had its time: score and evidence."""
        await self.goes_on(seconds=2 * SETTLE_SECONDS)
        return await self.recorded()

    async def recorded(self) -> tuple[int, str] | None:
        """What counts now; the ledger says the same."""
        database = self.engine.database
        found = await rows(
            database, "SELECT score, evidence FROM response WHERE deleted_at IS NULL"
        )
        ledger = await rows(
            database,
            "SELECT score, SUM(delta) AS n FROM response_change GROUP BY score "
            "HAVING SUM(delta) <> 0",
        )
        assert [(row["score"], int(row["n"])) for row in ledger] == [
            (row["score"], 1) for row in found
        ]
        return (found[0]["score"], found[0]["evidence"]) if found else None

    async def asks(
        self, visitor: Visitor, path: str, method: str = "GET", **more: Any
    ) -> httpx.Response:
        """Any request."""
        transport = httpx.ASGITransport(app=self.app, client=(visitor.address, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            client.headers.clear()
            client.headers.update({"Host": "test"} | visitor.headers)
            return await client.request(method, path, **more)

    async def opens(self, score: int | None, visitor: Visitor = PERSON) -> Page:
        """A link of the mail, or with None the one without a score."""
        path = self.path if score is None else f"{self.path}/{score}"
        answer = await self.asks(visitor, path)
        assert answer.status_code == 200, answer.text
        return Page(visitor, score, nonce_of(answer.text), answer.text)

    async def runs_script(
        self, page: Page, *, touched: bool = False, webdriver: bool = False, after: float = 1.3
    ) -> bool:
        """The page's script tells what it saw; whether the page says that it is recorded."""
        await self.goes_on(seconds=after)
        body = {"nonce": page.nonce, "score": page.score, "visible_ms": round(after * 1000)}
        body |= {"webdriver": webdriver, "touched": touched}
        answer = await self.asks(page.visitor, f"{self.path}/seen", "POST", json=body)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["counted"])

    async def looks(self, score: int, visitor: Visitor = PERSON, **how: Any) -> bool:
        """Open a link in a browser that runs scripts."""
        return await self.runs_script(await self.opens(score, visitor), **how)

    async def sends(self, page: Page, score: int | None = None, **fields: Any) -> Page:
        """The page's form, by the button; the page that comes then."""
        score = page.score if score is None else score
        form = {"nonce": page.nonce, "score": str(score), **fields}
        answer = await self.asks(page.visitor, self.path, "POST", data=form)
        assert answer.status_code == 200, answer.text
        return Page(page.visitor, score, nonce_of(answer.text), answer.text)

    async def scans(self, visitor: Visitor = SCANNER, *, scripts: bool = False) -> None:
        """Every score link, one a second or so."""
        for score in range(11):
            if scripts:
                await self.looks(score, visitor, touched=True)
            else:
                await self.opens(score, visitor)
                await self.goes_on(seconds=1)

    async def submits_every_form(self, visitor: Visitor = SCANNER) -> None:
        """Open each score link and send its form off."""
        for score in range(11):
            page = await self.opens(score, visitor)
            await self.goes_on(seconds=1)
            await self.sends(page)


@asynccontextmanager
async def open_scene(database_url: str, **overrides: Any) -> AsyncIterator[Scene]:
    """Somebody has just been sent a survey by mail."""
    clock = Clock()
    settings = Settings(
        database_url=database_url,
        base_url="http://test",
        secret_key=SecretStr(SECRET),
        settle_seconds=SETTLE_SECONDS,
    )
    engine = await Engine.start(Configuration(settings, {}), clock)
    try:
        await publish(engine.database, survey(**overrides))
        await happen(engine.database, event(1))
        await send_all(engine.database)
        [row] = await rows(engine.database, "SELECT token FROM invitation")
        worker = Worker(engine, alone=False)
        app = create_app(engine, worker)
        yield Scene(engine, worker, clock, row["token"], app)
    finally:
        await engine.stop()
