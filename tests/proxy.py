"""A line on loopback that breaks as lines do.

async with line_to(port) as line:             line.port stands for that port
    line.fault = Fault("reset", at=b"DATA\\r\\n")   when these bytes pass, from client to server
    line.fault = SILENT                         it is taken, and nothing is ever said
    line.fault = None                           all is well again, for new connections
    await line.cut(), line.mend()               every connection breaks; new ones are taken
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Side = Literal["client", "server"]
PIECE = 65536


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens when the bytes `at` come from a side: both ends are closed, or reset (RST), or
    nothing gets through any more and nobody is told. `after`: the bytes themselves get through."""

    how: Literal["close", "reset", "hole"]
    at: bytes
    of: Side = "client"
    after: bool = True


SILENT = Fault("hole", b"", "server", after=False)


class Line:
    """`late_seconds`: before the server's first word. `pause_seconds`: after each byte.

    It takes connections itself: asyncio's own server loses one that comes while it closes, and
    Python then complains about the socket.
    """

    def __init__(self, target: int | Path) -> None:
        self._target = target
        self._listener: socket.socket | None = None
        self._near: list[socket.socket] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.port = 0
        self.fault: Fault | None = None
        self.late_seconds = 0.0
        self.pause_seconds = 0.0

    @property
    def connections(self) -> int:
        """How many there have been."""
        return len(self._near)

    def mend(self) -> None:
        """Take connections, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        asyncio.get_running_loop().add_reader(self._listener, self._take, self._listener)

    async def cut(self) -> None:
        """Break whatever is open or just being opened, and refuse new ones."""
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
        for task in self._tasks:
            task.cancel()
        for ended in await asyncio.gather(*self._tasks, return_exceptions=True):
            assert isinstance(ended, None | OSError | asyncio.CancelledError), ended
        for near in self._near:
            near.close()

    def _take(self, listener: socket.socket) -> None:
        with suppress(BlockingIOError):
            near, _ = listener.accept()
            self._near.append(near)
            self._tasks.append(asyncio.create_task(self._serve(near)))

    async def _serve(self, near: socket.socket) -> None:
        ends: list[asyncio.StreamWriter] = []
        try:
            reader, writer = await asyncio.open_connection(sock=near)
            ends.append(writer)
            far_reader, far_writer = await self._far()
            ends.append(far_writer)
            await _Connection(self, (writer, far_writer)).carry(reader, far_reader)
        finally:
            for end in ends:
                end.transport.abort()

    async def _far(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)


class _Connection:
    def __init__(self, line: Line, ends: tuple[asyncio.StreamWriter, asyncio.StreamWriter]) -> None:
        self._line = line
        self._fault = line.fault
        self._ends = ends
        self._broken = False

    async def carry(self, client: asyncio.StreamReader, server: asyncio.StreamReader) -> None:
        writer, far_writer = self._ends
        await asyncio.gather(
            self._pump("client", client, far_writer), self._pump("server", server, writer)
        )

    async def _pump(
        self, side: Side, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        seen = b""
        with suppress(ConnectionError):
            while chunk := await reader.read(1 if self._line.pause_seconds else PIECE):
                if not seen and side == "server":
                    await asyncio.sleep(self._line.late_seconds)
                through, seen = self._through(side, seen, chunk), seen + chunk
                if through:
                    writer.write(through)
                    await writer.drain()
                await asyncio.sleep(self._line.pause_seconds)
                self._strike(side, seen)
        if not self._hole:
            writer.close()

    @property
    def _hole(self) -> bool:
        return self._broken and self._fault is not None and self._fault.how == "hole"

    def _through(self, side: Side, seen: bytes, chunk: bytes) -> bytes:
        """How much of a chunk gets through."""
        fault, whole = self._fault, seen + chunk
        if self._broken:
            return b""
        if fault is None or fault.of != side or fault.at not in whole:
            return chunk
        end = whole.index(fault.at) + (len(fault.at) if fault.after else 0)
        self._broken = True
        return whole[len(seen) : end]

    def _strike(self, side: Side, seen: bytes) -> None:
        fault = self._fault
        if not self._broken or fault is None or fault.of != side or fault.how == "hole":
            return
        for end in self._ends:
            if fault.how == "reset":
                linger = struct.pack("ii", 1, 0)
                end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                end.transport.abort()
            else:
                end.close()


@asynccontextmanager
async def line_to(target: int | Path) -> AsyncIterator[Line]:
    """A line that stands: to a port of loopback, or to a socket of the file system."""
    line = Line(target)
    line.mend()
    try:
        yield line
    finally:
        await line.cut()
