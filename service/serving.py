"""Runs the web, the worker or both until SIGTERM or SIGINT, then drains."""

import asyncio
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.routing import BaseRoute

from service.app import create_app
from service.engine import Engine
from service.exclusive import sole_user
from service.process import prepare
from service.settings import Configuration
from service.worker import Worker

log = structlog.get_logger()
DRAIN_SECONDS = 30
BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Where:
    """The address that the web listens on."""

    host: str
    port: int


async def serve(
    configuration: Configuration,
    where: Where,
    *,
    with_worker: bool,
    extra: Sequence[BaseRoute] = (),
    ready: Callable[[Engine, int], object] = lambda engine, port: None,
    prepared: Callable[[Engine], Awaitable[None]] | None = None,
) -> None:
    """Serve until a signal. `ready` hears the port once requests are answered."""
    url = configuration.settings.database_url
    with sole_user(url) as alone:
        await prepare(url)
        engine = await Engine.start(configuration)
        leave_alone()
        try:
            if prepared is not None:
                await prepared(engine)
            worker = Worker(engine, alone=alone) if with_worker else None
            app = create_app(engine, worker, extra)
            server = Server(app, where, app.state.tail.close)  # who listens would never let go
            await server.until_signal(lambda port: ready(engine, port))
        finally:
            await engine.stop()


async def work(configuration: Configuration) -> None:
    """Run a worker alone until a signal."""
    url = configuration.settings.database_url
    with sole_user(url) as alone:
        await prepare(url)
        engine = await Engine.start(configuration)
        leave_alone()
        worker = Worker(engine, alone=alone)
        stop = asyncio.Event()
        on_signals(stop.set)
        try:
            await worker.start()
            log.info("worker.ready")
            await stop.wait()
        finally:
            await worker.stop()
            await engine.stop()


def leave_alone() -> None:
    """What is there at the start stays: to look through it again and again, as Python does for
    garbage, takes a tenth of a busy process."""
    gc.collect()
    gc.freeze()


def on_signals(stop: Callable[[], object]) -> None:
    """Call `stop` at SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


class Server(uvicorn.Server):
    """uvicorn, but a signal ends it in good order: its own handling raises the signal again when
    it is done, which would end the process before the engine has been closed. `ending` is told that
    it begins to end."""

    def __init__(
        self, app: object, where: Where, ending: Callable[[], object] = lambda: None
    ) -> None:
        self._ending = ending
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]  # an ASGI app
                host=where.host,
                port=where.port,
                log_config=None,
                access_log=False,  # paths hold answer tokens
                server_header=False,
                ws="none",
                backlog=BACKLOG,
                timeout_graceful_shutdown=DRAIN_SECONDS,
                h11_max_incomplete_event_size=64 * 1024,
            )
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def until_signal(self, ready: Callable[[int], object]) -> None:
        """Serve; `ready` hears the port."""
        on_signals(lambda: setattr(self, "should_exit", True))
        self._ready = ready
        await self.serve()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            log.info("web.ready", port=port)
            self._ready(port)
