"""Many visitors at once over keep-alive connections.

The parser knows just enough HTTP/1.1 for the servers that are measured: a head with a
Content-Length, then the body. That makes it several times faster than they are.
"""

import asyncio
import gc
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import uvloop

from bench.traffic import Traffic, Visitor

CONNECTIONS = 32
LENGTH = b"content-length: "  # as uvicorn writes it


@dataclass(frozen=True, slots=True)
class Rush:
    """What came of it: how many requests in how many seconds, and how long one took."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Requests answered a second."""
        return self.requests / self.seconds


class WrongAnswer(Exception):
    """The server did not say what it should have."""


class Connection(asyncio.Protocol):
    """One visitor: sends a request, waits for the whole answer, sends the next."""

    def __init__(self, visitor: Visitor, expected: int, took: "array[float]") -> None:
        self._visitor = visitor
        self._status = b"HTTP/1.1 %d" % expected
        self._took = took
        self._got = b""
        self._sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # it is TCP

    def begin(self) -> None:
        """Send the first request."""
        self._send(next(self._visitor, None))

    def data_received(self, data: bytes) -> None:
        got = self._got = self._got + data if self._got else data
        body = got.find(b"\r\n\r\n") + 4
        if body < 4 or len(got) < body + _length(got, body):
            return
        self._took.append(time.perf_counter() - self._sent_at)
        self._got = b""
        if not got.startswith(self._status):
            self._fail(WrongAnswer(got[:600].decode("utf-8", "replace")))
            return
        try:
            self._send(self._visitor.send(got[body:]))
        except StopIteration:
            self._send(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or ConnectionError("the server closed the connection"))

    def _send(self, request: bytes | None) -> None:
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
            self._transport.close()


def _length(got: bytes, body: int) -> int:
    at = got.find(LENGTH, 0, body)
    if at < 0:
        raise WrongAnswer(got[:600].decode("utf-8", "replace"))
    return int(got[at + len(LENGTH) : got.find(b"\r", at)])


def rush(port: int, traffic: Traffic, numbers: Iterator[int], expected: int) -> Rush:
    """Let 32 visitors loose until the numbers run out. WrongAnswer for any other status."""
    gc.collect()
    gc.disable()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_rush(port, traffic, numbers, expected))
    finally:
        gc.enable()


def for_seconds(seconds: float, numbers: Iterator[int]) -> Iterator[int]:
    """The numbers, until the time is over."""
    end = time.perf_counter() + seconds
    for number in numbers:
        if time.perf_counter() >= end:
            return
        yield number


async def _rush(port: int, traffic: Traffic, numbers: Iterator[int], expected: int) -> Rush:
    took = array("d")
    loop = asyncio.get_running_loop()
    connections = [Connection(traffic(numbers), expected, took) for _ in range(CONNECTIONS)]
    for connection in connections:
        await loop.create_connection(partial(_same, connection), "127.0.0.1", port)
    began = time.perf_counter()
    for connection in connections:
        connection.begin()
    await asyncio.gather(*(connection.done for connection in connections))
    seconds = time.perf_counter() - began
    times = sorted(took)
    return Rush(len(times), seconds, _at(times, 0.5) * 1000, _at(times, 0.99) * 1000)


def _same(connection: Connection) -> Connection:
    return connection


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0
