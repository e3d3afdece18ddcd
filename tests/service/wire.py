"""HTTP as bytes, for requests that no client library would send."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Reply:
    """What came back; status 0: the line was closed without an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


async def exchange(url: str, *parts: bytes, hang_up: bool = False, pause: float = 0.0) -> Reply:
    """Send the parts, with a pause after each, and read one answer. `hang_up`: send no more."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=2**20)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            for part in parts:
                writer.write(part)
                await _drained(writer)
                await asyncio.sleep(pause)
            if hang_up:
                writer.write_eof()
            return await _reply(reader)
    finally:
        writer.close()


async def vanish(url: str, request: bytes) -> None:
    """Send a part of a request, and be gone."""
    where = urlsplit(url)
    _, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(request)
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await writer.wait_closed()


def post(path: str, body: bytes, *headers: str, length: int | None = None) -> bytes:
    """A POST; the length may be a lie."""
    size = len(body) if length is None else length
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {size}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


async def _drained(writer: asyncio.StreamWriter) -> None:
    try:
        await writer.drain()
    except ConnectionError:
        return  # whether there is an answer all the same, the reader tells


async def _reply(reader: asyncio.StreamReader) -> Reply:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {name.lower(): rest for name, _, rest in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except (asyncio.IncompleteReadError, ConnectionError):
        return Reply(0, {}, b"")
    return Reply(int(first.split()[1]), headers, body)
