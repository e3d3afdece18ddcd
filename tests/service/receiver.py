"""Who receives webhooks: keeps what comes, and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from service.demo.server import running


@dataclass
class Receiver:
    """`statuses`: what it answers, the last one for ever; `open`: nothing is answered before;
    `endless`: its answers never end."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    elsewhere: int = 0
    endless: bool = False
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        """One delivery."""
        self.bodies.append(await request.body())
        self.headers.append(dict(request.headers))
        await self.open.wait()
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if self.endless:
            return StreamingResponse(_drops(), status)
        return Response("", status, {"Location": f"{self.url}/elsewhere"})

    async def take_elsewhere(self, _: Request) -> Response:
        """Where redirects lead."""
        self.elsewhere += 1
        return Response("")

    def got(self, count: int) -> Any:
        """For house.until: all bodies, once there are so many."""

        async def found() -> list[bytes] | None:
            return self.bodies if len(self.bodies) >= count else None

        return found


async def _drops() -> AsyncIterator[bytes]:
    while True:
        yield b"x"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """On loopback."""
    found = Receiver()
    found.open.set()
    routes = [
        Route("/hook", found.take, methods=["POST"]),
        Route("/elsewhere", found.take_elsewhere, methods=["GET", "POST"]),
    ]
    async with running(Starlette(routes=routes)) as url:
        found.url = url
        yield found
        found.open.set()
