"""The bytes between us and a relay that has greeted us: commands out, replies in, in order."""

import asyncio
import re
from collections import deque
from typing import NamedTuple

_LINE = re.compile(rb"(\d{3})(?:([ -])(.*))?\r?", re.DOTALL)
_LONGEST_OCTETS = 64 * 1024


class Reply(NamedTuple):
    code: int
    text: str


class Wire(asyncio.Protocol):
    """Takes an open transport over. Whatever is no reply, or a reply that nobody waits for, ends
    the connection: the next command would take it for its own."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._awaited = 0
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._rest = b""
        self._lines: list[str] = []
        self._broken: OSError | None = None
        transport.set_protocol(self)

    @property
    def is_broken(self) -> bool:
        return self._broken is not None or self._transport.is_closing()

    def say(self, octets: bytes, replies: int) -> None:
        """Write; so many replies will be asked for. OSError when nothing was written."""
        if self.is_broken:
            raise self._broken or ConnectionError("the connection is closed")
        self._awaited += replies
        self._transport.write(octets)

    async def reply(self, timeout_seconds: float) -> Reply:
        """The next one. Raises OSError, of which TimeoutError is one."""
        if not self._replies:
            await self._wait(timeout_seconds)
        return self._replies.popleft()

    def close(self) -> None:
        """What has been written still goes out."""
        self._transport.close()

    def abort(self) -> None:
        """Hang up at once: what is still in the buffer must not go out later."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._read(line)
        if len(self._rest) > _LONGEST_OCTETS:
            self._break(ConnectionError("an endless reply"))
        elif self._replies:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._broken = self._broken or ConnectionError(f"the line broke: {exc or 'hung up'}")
        self._wake()

    async def _wait(self, timeout_seconds: float) -> None:
        if self._broken:
            raise self._broken
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._waiter
        except TimeoutError:
            raise TimeoutError(f"no reply within {timeout_seconds:g} s") from None
        finally:
            self._waiter = None
        if not self._replies and self._broken:
            raise self._broken

    def _read(self, line: bytes) -> None:
        match = _LINE.fullmatch(line)
        if match is None or not self._awaited:
            self._break(ConnectionError("not a reply" if match is None else "an unasked reply"))
            return
        code, dash, text = match.groups()
        self._lines.append((text or b"").decode("utf-8", "replace"))
        if dash != b"-":
            self._awaited -= 1
            self._replies.append(Reply(int(code), "\n".join(self._lines)))
            self._lines = []
        elif len(self._lines) > 100:
            self._break(ConnectionError("an endless reply"))

    def _break(self, error: OSError) -> None:
        self._broken = self._broken or error
        self._transport.abort()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
