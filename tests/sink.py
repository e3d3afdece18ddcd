"""A mail relay that knows PIPELINING, is quick enough for a storm, and says what a test wants.

    async with opened(Sink()) as sink:      sink.url, sink.mails, sink.count
        sink.answers[b"RCPT"] = b"450 4.2.0 Later"
        sink.hold()                         it takes mails and says nothing about them
        sink.let_go()                       ... until now

A mail counts as received when its final dot has come, whatever is answered to it.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MESSAGE_ID = re.compile(rb"\r\nMessage-ID: (\S+)\r\n")
END = b"\r\n.\r\n"
USUAL = {
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING",
    b"DATA": b"354 Go on",
    b"QUIT": b"221 Bye",
    b".": b"250 Taken",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """As it came: whom it was for, and what stood between DATA and the dot."""

    recipients: tuple[bytes, ...]
    content: bytes


@dataclass
class Sink:
    """`answers` are by command, b"." for the body's. `thin`: contents are not kept."""

    answers: dict[bytes, bytes] = field(default_factory=dict)
    thin: bool = False
    mails: list[Mail] = field(default_factory=list)
    count: Counter[bytes] = field(default_factory=Counter)  # by Message-ID
    commands: list[bytes] = field(default_factory=list)
    url: str = ""
    _held: list[Callable[[], object]] | None = None
    came: asyncio.Event = field(default_factory=asyncio.Event)  # since somebody cleared it

    def hold(self) -> None:
        """Answer no body from now on."""
        self._held = []

    def let_go(self) -> None:
        """Answer those that wait, and all that come."""
        held, self._held = self._held or [], None
        for answer in held:
            answer()

    @property
    def holding(self) -> int:
        """How many wait for their answer."""
        return len(self._held or [])

    def take(self, recipients: tuple[bytes, ...], content: bytes) -> None:
        """The final dot has come."""
        found = MESSAGE_ID.search(content)
        self.count[found[1] if found else b""] += 1
        if not self.thin:
            self.mails.append(Mail(recipients, content))
        self.came.set()

    def answer(self, say: Callable[[], object]) -> None:
        """Now, or when it is let go."""
        if self._held is None:
            say()
        else:
            self._held.append(say)


class _Connection(asyncio.Protocol):
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._heard = b""
        self._recipients: tuple[bytes, ...] = ()
        self._reading_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._say(self._sink.answers.get(b"", b"220 sink"))

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while self._next():
            pass

    def _next(self) -> bool:
        end = END if self._reading_body else b"\r\n"
        piece, found, rest = self._heard.partition(end)
        if found:
            self._heard = rest
            (self._body if self._reading_body else self._command)(piece)
        return bool(found)

    def _command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if not self._sink.thin:
            self._sink.commands.append(line)
        answer = self._sink.answers.get(verb, USUAL.get(verb, b"250 OK"))
        if verb in (b"MAIL", b"RSET"):
            self._recipients = ()
        if verb == b"RCPT" and answer.startswith(b"2"):
            self._recipients += (line.partition(b"<")[2].partition(b">")[0],)
        if verb == b"DATA" and not self._recipients:
            answer = b"503 For whom?"
        self._reading_body = answer.startswith(b"354")
        self._say(answer)

    def _body(self, content: bytes) -> None:
        self._reading_body = False
        self._sink.take(self._recipients, content)
        self._sink.answer(lambda: self._say(self._sink.answers.get(b".", USUAL[b"."])))

    def _say(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer + b"\r\n")
        if answer.startswith((b"221", b"421")):
            self._transport.close()


@asynccontextmanager
async def opened(sink: Sink) -> AsyncIterator[Sink]:
    """Listen on loopback."""
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(sink), "127.0.0.1")
    sink.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield sink
    finally:
        server.close()
