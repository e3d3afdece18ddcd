"""The whole service on loopback: web and worker in this process, mail over SMTP, Twilio's stand-in.

    house.publish(...)                     a survey, by PUT
    event_id = await house.buy(1)          an event, by POST
    mail = await house.mail(1)             what customer 1 got, when it has come
    await house.answer(mail, 9)            the form, sent from the page that the link opens

Its clock stands still until a test moves it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from notifiers import email
from notifiers.channel import ChannelSettings
from service.app import create_app
from service.auth import SCOPES, create_key
from service.clock import utc_now
from service.demo.inbox import Inbox, InboxMessage
from service.demo.server import running
from service.demo.smtp_inbox import smtp_inbox
from service.demo.stage import configure, open_stage
from service.engine import Engine
from service.settings import Configuration, Settings
from service.worker import JOBS, Worker
from surveys import hooks
from tests.cast import NOW, rows, value

SECRET = "a secret key for tests, 32 bytes"
SETTLE_SECONDS = 600
PATIENCE_SECONDS = 20
# What a browser sends when a person clicks a link.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Accept-Language": "en",
}


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on: `forward(minutes=10)`."""
        self.now += timedelta(**span)


@dataclass
class House:
    """A running service with a key that may do everything; `bell()` wakes its worker."""

    url: str
    engine: Engine
    worker: Worker
    inbox: Inbox
    clock: Clock
    key: str
    api: httpx.AsyncClient = field(repr=False)  # sends the key
    web: httpx.AsyncClient = field(repr=False)  # a customer's browser, without one

    async def publish(self, key: str = "nps", kind: str = "nps", **overrides: Any) -> None:
        """Publish a survey that asks everybody at once, by email."""
        found = {
            "kind": kind,
            "name": "After a purchase",
            "trigger": {"on": "purchase.completed"},
            "channels": ["email"],
            "segments": ["store", "team"],
            "texts": {"en": {"question": "How was it?"}},
            **overrides,
        }
        answer = await self.api.put(f"/v1/surveys/{key}", json=found)
        assert answer.status_code in (200, 201), answer.text

    async def post(self, body: Any) -> httpx.Response:
        """POST /v1/events."""
        return await self.api.post("/v1/events", json=body)

    async def buy(self, number: int, person: int | None = None, **overrides: Any) -> str:
        """Purchase `number` happens; the event's id."""
        answer = await self.post(purchase(number, person, **overrides))
        assert answer.status_code == 202, answer.text
        return str(answer.json()["event"])

    async def story(self, event_id: str) -> dict[str, Any]:
        """GET /v1/events/{id}, once the rules have seen the event."""

        async def decided() -> dict[str, Any] | None:
            found = (await self.api.get(f"/v1/events/{event_id}")).json()
            return found if found["state"] == "decided" else None

        return await self.until(decided)

    async def mail(self, person: int, count: int = 1) -> InboxMessage:
        """The newest message to customer `person`, once there are `count`."""
        return (await self.mails(count, f"customer-{person}@example.com"))[0]

    async def mails(self, count: int, to: str | None = None) -> list[InboxMessage]:
        """Every message (to an address), newest first, once there are `count`."""

        async def arrived() -> list[InboxMessage] | None:
            found = [one for one in self.inbox.messages() if to is None or one.to == to]
            return found if len(found) >= count else None

        return await self.until(arrived)

    async def invited(self, number: int, **overrides: Any) -> str:
        """Customer `number` buys something and gets a mail: the path of its answer link."""
        await self.buy(number, **overrides)
        return answer_path(await self.mail(number))

    async def quiet(self) -> None:
        """Wait until what became of every message has been written down."""

        async def recorded() -> bool | None:
            under_way = "SELECT COUNT(*) FROM message WHERE state = 'claimed'"
            return True if await self.count(under_way) == 0 else None

        await self.until(recorded)

    async def answer(self, path: str, score: int, **fields: Any) -> httpx.Response:
        """What a person does: open the link, choose, press the button."""
        page = await self.web.get(f"{path}/{score}")
        assert page.status_code == 200, page.text
        form = {"nonce": nonce_of(page.text), "score": score, **fields}
        return await self.web.post(path, data=form)

    async def scores(self, **query: Any) -> dict[str, Any]:
        """GET /v1/scores of the survey `nps`, unless another is named; `from_` is `from`."""
        asked = {name.rstrip("_"): found for name, found in {"survey": "nps", **query}.items()}
        answer = await self.api.get("/v1/scores", params=asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def responses(self, **query: Any) -> list[dict[str, Any]]:
        """The first page of GET /v1/responses."""
        answer = await self.api.get("/v1/responses", params=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])

    async def endpoint(self, name: str, *secrets: str) -> None:
        """An endpoint for signed events."""
        await hooks.add("generic", name, secrets, self.engine.keyring, self.clock())

    async def stored(self) -> dict[str, int]:
        """How many rows each table has that a stranger could fill."""
        tables = ("event", "inbox", "contact", "quarantine", "click", "response")
        counts = ", ".join(f"(SELECT COUNT(*) FROM {table}) AS {table}" for table in tables)
        [row] = await rows(self.engine.database, f"SELECT {counts}")
        return {name: int(count) for name, count in row.items()}

    async def count(self, sql: str, *params: Any) -> int:
        """A number out of the database."""
        return int(await value(self.engine.database, sql, *params))

    async def until(self, found: Callable[[], Any]) -> Any:
        """What `found` returns as soon as that is something; the worker is woken meanwhile."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + PATIENCE_SECONDS
        turn = 0
        while loop.time() < patience:
            if turn % 5 == 0:  # each job that wakes is a transaction
                self.bell()
            turn += 1
            if (result := await found()) is not None:
                return result
            await asyncio.sleep(0.02)
        tables = ("inbox", "decision", "invitation", "message")
        state = {one: await rows(self.engine.database, f"SELECT * FROM {one}") for one in tables}
        raise TimeoutError(f"still not, and this is how things stand: {state}")

    def bell(self) -> None:
        """Wake every job."""
        for job in JOBS:
            self.engine.wake.ring(job.name)


def purchase(number: int, person: int | None = None, **overrides: Any) -> dict[str, Any]:
    """The body of an event: purchase `number` of customer `person` (their own unless given)."""
    person = number if person is None else person
    return {
        "id": f"order-{number}",
        "type": "purchase.completed",
        "customer": {"id": f"customer-{person}", "email": f"customer-{person}@example.com"},
        **overrides,
    }


def answer_path(message: InboxMessage) -> str:
    """/r/{token} of a mail, /s/{code} of a text message."""
    paths = r"/r/\w{23}|/s/\w{11}"
    return next(found[0] for link in message.links if (found := re.search(paths, link)))


def unsubscribe_path(message: InboxMessage) -> str:
    """/u/{token} of a message."""
    return next(found[0] for link in message.links if (found := re.search(r"/u/\w+", link)))


def nonce_of(html: str) -> str:
    """The name of the visit that a page carries in its form."""
    found = re.search(r'name="nonce" value="([^"]+)"', html)
    assert found is not None
    return found[1]


@asynccontextmanager
async def open_house(
    database_url: str, *, phones: bool = False, smtp_url: str | None = None
) -> AsyncIterator[House]:
    """Start it, and stop it in good order. With mail only, unless `phones`: that starts slower.
    `smtp_url`: to relays of the test's own, instead of the inbox."""
    clock, inbox = Clock(), Inbox()
    async with AsyncExitStack() as stack:
        channels, url = await _channels(stack, inbox, phones, smtp_url), "http://set.below"
        settings = Settings(
            database_url=database_url,
            base_url=url,
            secret_key=SecretStr(SECRET),
            settle_seconds=SETTLE_SECONDS,
            timezone="UTC",
        )
        engine = await Engine.start(Configuration(settings, channels), clock)
        stack.push_async_callback(engine.stop)
        key = await create_key("tests", list(SCOPES), "shop", clock())
        worker = Worker(engine, alone=database_url.startswith("sqlite"))
        url = await stack.enter_async_context(running(create_app(engine, worker)))
        engine.settings = settings.model_copy(update={"base_url": url})
        api = await stack.enter_async_context(client(url, {"Authorization": f"Bearer {key}"}))
        web = await stack.enter_async_context(client(url, BROWSER))
        yield House(url, engine, worker, inbox, clock, key, api, web)


def client(url: str, headers: Mapping[str, str]) -> httpx.AsyncClient:
    """Without certificates, which take longer to read than most tests."""
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE_SECONDS, verify=False)


async def _channels(
    stack: AsyncExitStack, inbox: Inbox, phones: bool, smtp_url: str | None
) -> Mapping[str, ChannelSettings]:
    if phones:
        inbox_url, twilio_url = await open_stage(stack, inbox)
        return configure(Path(), "http://set.below", SECRET, inbox_url, twilio_url).channels
    smtp_url = smtp_url or await stack.enter_async_context(smtp_inbox(inbox, utc_now))
    mail_from = "Kopi Kita <hello@kopikita.example>"
    return {"email": email.Settings(smtp_url=SecretStr(smtp_url), mail_from=mail_from)}
