"""Limits that uvicorn has none of: how large a body may be, and how long it may take to come."""

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem

LARGEST_BODY = 1024 * 1024
BODY_SECONDS = 15.0


class TooLarge(Exception):
    """The body passed the limit."""


class Limits:
    """ASGI middleware around everything: 413 past 1 MiB, 408 past 15 s, 415 for packed bodies."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY, seconds: float = BODY_SECONDS):
        self._app = app
        self._largest = largest
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if headers.get(b"content-encoding", b"identity") != b"identity":
            response = problem(415, "Send the body as it is, not compressed.")
        elif _declared(headers.get(b"content-length", b"0")) > self._largest:
            response = self._too_large()
        else:
            try:
                body = await asyncio.wait_for(self._read(receive), self._seconds)
            except TooLarge:
                response = self._too_large()
            except TimeoutError:
                response = problem(408, "The body took too long.", (), {"Connection": "close"})
            else:
                await self._app(scope, _replay(body, receive), send)
                return
        await response(scope, receive, send)

    async def _read(self, receive: Receive) -> bytes:
        """The whole body: handlers then never wait for a slow sender inside of their work."""
        chunks: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._largest:
                raise TooLarge
            chunks.append(chunk)
            more = message.get("more_body", False)
        return b"".join(chunks)

    def _too_large(self) -> Response:
        detail = f"At most {self._largest} bytes; send fewer events at a time."
        return problem(413, detail, (), {"Connection": "close"})


def _declared(length: bytes) -> int:
    return int(length) if length.isdigit() and len(length) < 20 else 0


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
