"""A line on loopback that breaks as lines do.

async with line_to(port) as line:             line.port stands for that port
    line.fault = Fault("reset", at=b"DATA\\r\\n")   when these bytes pass, from client to server
    line.fault = SILENT                         it is taken, and nothing is ever said
    line.fault = None                           all is well again, for new connections
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
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
    """`late_seconds`: before the server's first word. `pause_seconds`: after each byte."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._ends: set[asyncio.StreamWriter] = set()
        self._over = False
        self.port = 0
        self.fault: Fault | None = None
        self.late_seconds = 0.0
        self.pause_seconds = 0.0
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        ends: tuple[asyncio.StreamWriter, ...] = (writer,)
        self._ends.update(ends)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            self._ends.update(ends := (writer, far_writer))
            if self._over:
                self.hang_up()
            await _Connection(self, ends).carry(reader, far_reader)
        finally:
            self._ends.difference_update(ends)

    def hang_up(self) -> None:
        """Whatever is still open, and what is just being opened."""
        self._over = True
        for end in self._ends:
            end.transport.abort()


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
async def line_to(port: int) -> AsyncIterator[Line]:
    """A line that stands."""
    line = Line(port)
    server = await asyncio.start_server(line.serve, "127.0.0.1")
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        line.hang_up()
