"""An ASGI app on an unused loopback port, beside whatever else the event loop is doing."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from starlette.types import ASGIApp
from uvicorn import Config, Server

LOOPBACK = "127.0.0.1"
_GRACE_SECONDS = 1


@asynccontextmanager
async def running(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serves until the end of the block and gives the base URL. Requests still hanging at the end
    are cancelled after a second. Raises RuntimeError when the app does not start."""
    listener = socket.create_server((LOOPBACK, port))
    server = _Server(
        Config(
            app,
            log_config=None,
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
    serving = asyncio.create_task(server.run_on(listener))
    try:
        await server.wait_until_ready(serving)
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait([serving])
        listener.close()


class _Server(Server):
    """Leaves the process's signals to whoever owns the process."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    async def run_on(self, listener: socket.socket) -> None:
        try:
            await self.serve(sockets=[listener])
        except SystemExit as error:  # uvicorn's way to say that the lifespan failed
            raise RuntimeError("the app did not start") from error

    async def wait_until_ready(self, serving: asyncio.Task[None]) -> None:
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait([serving, ready], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if serving.done():
            serving.result()
