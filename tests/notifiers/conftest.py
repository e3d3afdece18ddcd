import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifiers.channel import Channel
from notifiers.email import Settings, open_channel
from notifiers.outgoing import Outgoing
from service.demo.smtp_server import smtp_server

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the developer's own shell has set must not change a test."""
    for name in [name for name in os.environ if name.startswith("AFTERWORD_")]:
        monkeypatch.delenv(name)


class Relay:
    """An aiosmtpd handler that takes every mail; tests override what should go wrong."""

    pipelining = False

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.greetings = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        self.greetings += 1
        return ["250-PIPELINING", *lines] if self.pipelining else lines

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 Taken"

    @property
    def recipients(self) -> list[str]:
        return [address for mail in self.mails for address in mail.rcpt_tos]


class Answering(Relay):
    """Answers one command with a line of its own; `hang_up` cuts the line instead."""

    def __init__(self, command: str, answer: str = "", *, hang_up: bool = False) -> None:
        super().__init__()
        self.answer = answer
        self.hang_up = hang_up
        self.asked = 0
        setattr(self, f"handle_{command}", self._handle)

    async def _handle(self, server: SMTP, session: Session, envelope: Envelope, *_: object) -> str:
        self.asked += 1
        if self.hang_up and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return self.answer


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def answering() -> type[Answering]:
    return Answering


OpenEmail = Callable[..., Awaitable[Channel]]


@pytest.fixture(params=[True, False], ids=["pipelining", "in turn"])
def pipelining(request: pytest.FixtureRequest) -> bool:
    """Whether the relay takes commands in groups (RFC 2920)."""
    found: bool = request.param
    return found


@pytest.fixture
async def open_email(pipelining: bool) -> AsyncIterator[OpenEmail]:
    """Starts a relay with the handler and opens the e-mail channel to it. `scheme`, `login` and
    `query` make up its URL, everything else goes to the server."""
    async with AsyncExitStack() as stack:

        async def start(
            handler: Relay,
            *,
            scheme: str = "smtp",
            login: str = "",
            query: str = "",
            **server: Any,
        ) -> Channel:
            handler.pipelining = pipelining
            port = await stack.enter_async_context(smtp_server(handler, **server))
            url = f"{scheme}://{login}127.0.0.1:{port}?{query}"
            channel = open_channel(
                Settings(smtp_url=url, mail_from='"Acme" <survey@acme.com>'), lambda: NOON
            )
            stack.push_async_callback(channel.close)
            return channel

        yield start


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OpenRaw = Callable[..., Awaitable[Channel]]


@pytest.fixture
async def open_raw() -> AsyncIterator[OpenRaw]:
    """Opens the e-mail channel to a relay whose whole dialogue is `talk(reader, writer)`."""
    async with AsyncExitStack() as stack:

        async def start(talk: Talk, *, query: str = "") -> Channel:
            port = await stack.enter_async_context(raw_server(talk))
            settings = Settings(
                smtp_url=f"smtp://127.0.0.1:{port}?{query}", mail_from="survey@acme.com"
            )
            return open_channel(settings, lambda: NOON)

        yield start


@asynccontextmanager
async def raw_server(talk: Talk) -> AsyncIterator[int]:
    writers: list[asyncio.StreamWriter] = []
    talks: list[asyncio.Future[None]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        talks.append(asyncio.ensure_future(talk(reader, writer)))

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        for ended in await asyncio.gather(*talks, return_exceptions=True):
            assert isinstance(ended, None | ConnectionError | asyncio.IncompleteReadError), ended
        await server.wait_closed()


@pytest.fixture
def survey() -> Outgoing:
    return Outgoing(
        to="ann@example.com",
        subject="How did we do?",
        text="9: https://fb.acme.com/r/abc/9\n",
        html='<p><a href="https://fb.acme.com/r/abc/9">9</a></p>\n',
        reference="msg-0001",
        unsubscribe_url="https://fb.acme.com/u/abc",
    )


@pytest.fixture
def text_to(survey: Outgoing) -> Callable[[str], Outgoing]:
    """The same survey for a phone."""
    return lambda number: replace(survey, to=number, subject="", html=None, unsubscribe_url=None)
