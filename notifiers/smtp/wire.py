"""The bytes between us and a relay that has greeted us: commands out, replies in, in order."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_LINE = re.compile(rb"(\d{3})(?:([ -])(.*))?\r?", re.DOTALL)
_LONGEST_OCTETS = 64 * 1024
_MOST_LINES = 100


class Reply(NamedTuple):
    code: int
    text: str


Heard = Callable[[list[Reply]], None]


class _Line(NamedTuple):
    code: int
    text: str
    goes_on: bool


@lru_cache(maxsize=64)  # most relays say the same again and again
def _read(line: bytes) -> _Line | None:
    """None for what is no line of a reply."""
    if not (match := _LINE.fullmatch(line)):
        return None
    code, dash, text = match.groups()
    return _Line(int(code), (text or b"").decode("utf-8", "replace"), dash == b"-")


@dataclass(slots=True, eq=False)
class _Question:
    """What was said, and how many replies it gets."""

    replies: int
    timeout_seconds: float
    heard: Heard
    so_far: list[Reply] = field(default_factory=list)


class Wire(asyncio.Protocol):
    """Takes an open transport over. Whatever is no reply, or a reply that nobody waits for, ends
    the connection: the next command would take it for its own."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._questions: deque[_Question] = deque()
        self._deadline = self._alarm_at = float("inf")
        self._alarm: asyncio.TimerHandle | None = None
        self._rest = b""
        self._lines: list[str] = []
        self._said: list[bytes] | None = None
        self.broken: OSError | None = None
        transport.set_protocol(self)

    @property
    def is_awaited(self) -> bool:
        """Whether a reply is still to come."""
        return bool(self._questions)

    def ask(self, octets: bytes, replies: int, timeout_seconds: float, heard: Heard) -> None:
        """Write; while replies are read, what is said goes out in one piece behind them. `heard`
        gets so many replies, or those that came before the line broke, as `broken` then tells; all
        may take so long once earlier questions have theirs. OSError when nothing was written."""
        if self.broken:
            raise self.broken
        question = _Question(replies, timeout_seconds, heard)
        self._questions.append(question)
        if len(self._questions) == 1:
            self._expect(question)
        if self._said is None:
            self._transport.write(octets)
        else:
            self._said.append(octets)

    def close(self) -> None:
        """What has been written still goes out."""
        self._say()
        self.broken = self.broken or ConnectionError("the connection is closed")
        self._transport.close()

    def abort(self, error: OSError | None = None) -> None:
        """Hang up at once: what is still in the buffer must not go out later. Whoever waits for a
        reply hears of it when the connection is lost, which is next."""
        self.broken = self.broken or error or ConnectionError("the connection is closed")
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._said = []
        for line in lines:
            self._read(line)
        self._say()
        if len(self._rest) > _LONGEST_OCTETS:
            self.abort(ConnectionError("an endless reply"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.broken = self.broken or ConnectionError(f"the line broke: {exc or 'hung up'}")
        if self._alarm is not None:
            self._alarm.cancel()
        while self._questions:
            question = self._questions.popleft()
            question.heard(question.so_far)

    def _say(self) -> None:
        said, self._said = self._said, None
        if said and not self.broken:
            self._transport.write(b"".join(said))

    def _read(self, line: bytes) -> None:
        if self.broken:
            return
        found = _read(line)
        if found is None or not self._questions:
            self.abort(ConnectionError("not a reply" if found is None else "an unasked reply"))
        elif found.goes_on:
            self._lines.append(found.text)
            if len(self._lines) > _MOST_LINES:
                self.abort(ConnectionError("an endless reply"))
        else:
            lines, self._lines = self._lines, []
            self._hear(Reply(found.code, "\n".join((*lines, found.text))))

    def _hear(self, reply: Reply) -> None:
        question = self._questions[0]
        question.so_far.append(reply)
        if len(question.so_far) < question.replies:
            return
        self._questions.popleft()
        if self._questions:
            self._expect(self._questions[0])
        question.heard(question.so_far)

    def _expect(self, question: _Question) -> None:
        """One alarm for many replies: it looks at the clock when it rings, and is set anew only
        when it would ring too late."""
        self._deadline = self._loop.time() + question.timeout_seconds
        if self._deadline < self._alarm_at:
            self._set_alarm()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = self._deadline
        self._alarm = self._loop.call_at(self._alarm_at, self._ring)

    def _ring(self) -> None:
        self._alarm, self._alarm_at = None, float("inf")
        if self._questions and self._loop.time() >= self._deadline:
            seconds = self._questions[0].timeout_seconds
            self.abort(TimeoutError(f"no reply within {seconds:g} s"))
        elif self._questions:
            self._set_alarm()
