"""Limits that uvicorn has none of: how large a request may be, and how long its body may take."""

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem

LARGEST_BODY = 1024 * 1024
BODY_SECONDS = 15.0
LARGEST_TARGET = 16 * 1024  # bytes of path and query
LARGEST_HEADERS = 64 * 1024
MOST_HEADERS = 100
LINGER_SECONDS, LINGER_BYTES = 2.0, 8 * LARGEST_BODY
CLOSE = {"Connection": "close"}
BODY = "afterword.body"  # in the scope


class TooLarge(Exception):
    """The body passed the limit."""


class Gone(Exception):
    """The client hung up before it had sent the whole body."""


class Limits:
    """ASGI middleware around everything: 413 past 1 MiB, 408 past 15 s, 415 for packed bodies, 414
    and 431 for oversized addresses and headers."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY, seconds: float = BODY_SECONDS):
        self._app = app
        self._largest = largest
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif (refusal := _refusal(scope) or self._body_refusal(scope)) is not None:
            await refusal(scope, receive, _lingering(receive, send))
        elif scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
        else:
            await self._with_body(scope, receive, send)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._read(receive)
        except Gone:  # half a body may look like a whole one: score=1 of score=10
            return
        except TooLarge:
            await self._too_large()(scope, receive, _lingering(receive, send))
        except TimeoutError:
            await problem(408, "The body took too long.", (), CLOSE)(scope, receive, send)
        else:
            scope[BODY] = body
            await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes:
        """The whole body: handlers then never wait for a slow sender inside of their work."""
        chunks: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._largest:
                raise TooLarge
            chunks.append(chunk)
            more = message.get("more_body", False)
        return b"".join(chunks)

    def _body_refusal(self, scope: Scope) -> Response | None:
        if scope["method"] in ("GET", "HEAD"):
            return None
        headers = dict(scope["headers"])
        if headers.get(b"content-encoding", b"identity") != b"identity":
            return problem(415, "Send the body as it is, not compressed.", (), CLOSE)
        declared = headers.get(b"content-length", b"0")
        return self._too_large() if _number(declared) > self._largest else None

    def _too_large(self) -> Response:
        detail = f"At most {self._largest} bytes; send fewer events at a time."
        return problem(413, detail, (), CLOSE)


def _refusal(scope: Scope) -> Response | None:
    """For what stands before the body."""
    headers = scope["headers"]
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LARGEST_TARGET:
        return problem(414, f"At most {LARGEST_TARGET} bytes of path and query.", (), CLOSE)
    size = hosts = 0
    for name, value in headers:
        size += len(name) + len(value)
        hosts += name == b"host"
    if len(headers) > MOST_HEADERS or size > LARGEST_HEADERS:
        detail = f"At most {MOST_HEADERS} headers with {LARGEST_HEADERS} bytes in all."
        return problem(431, detail, (), CLOSE)
    if hosts > 1:
        return problem(400, "There is more than one Host header.", (), CLOSE)
    return None


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() and len(digits) < 20 else 0


def _lingering(receive: Receive, send: Send) -> Send:
    """Sends an answer, and takes in the rest of the body before the line is closed: to close it on
    a sender who is still sending would destroy the answer on its way (RFC 9112, 9.6)."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.body":
            await send({**message, "more_body": True})
            await _discard(receive)
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await send(message)

    return sent


async def _discard(receive: Receive) -> None:
    size, more = 0, True
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while more and size < LINGER_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                more = message.get("more_body", False)
    except TimeoutError:
        return


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
