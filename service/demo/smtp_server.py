"""A real SMTP server on the loopback interface and on the running event loop."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiosmtpd.smtp import SMTP

LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def smtp_server(
    handler: object, port: int = 0, *, tls: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[int]:
    """Serves with an aiosmtpd `handler` and gives the port, an unused one for 0. `tls` speaks TLS
    from the first byte; `options` are aiosmtpd's (`tls_context` for STARTTLS and so on). At the
    end every connection is cut."""
    loop = asyncio.get_running_loop()
    connections: set[_Connection] = set()
    server = await loop.create_server(
        lambda: _Connection(connections, handler, loop=loop, **options), LOOPBACK, port, ssl=tls
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await _cut(connections)
        await server.wait_closed()


class _Connection(SMTP):
    def __init__(self, connections: set["_Connection"], handler: object, **options: Any) -> None:
        super().__init__(handler, hostname="localhost", enable_SMTPUTF8=True, **options)
        self._connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        super().connection_lost(error)


async def _cut(connections: set[_Connection]) -> None:
    while connections:
        for connection in list(connections):
            if isinstance(connection.transport, asyncio.Transport):
                # Python 3.11 forgets the protocol of a TLS transport that is closed already.
                with suppress(AttributeError):
                    connection.transport.abort()
        await asyncio.sleep(0.01)
