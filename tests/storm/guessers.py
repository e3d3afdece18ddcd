"""Strangers who guess answer links while customers answer, over plain keep-alive connections."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from surveys.keyring import new_token
from tests.service.house import nonce_of

CUSTOMERS, GUESSERS = 16, 4
PAUSE_SECONDS = 0.05  # between the answers of one customer's connection


class Line:
    """One connection: a request, its whole answer, the next."""

    def __init__(self, url: str) -> None:
        self._where = urlsplit(url)

    async def __aenter__(self) -> "Line":
        host, port = self._where.hostname, self._where.port
        self._reader, self._writer = await asyncio.open_connection(host, port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def ask(self, method: str, path: str, form: str = "") -> tuple[int, str]:
        """The status and the body."""
        lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Content-Length: {len(form)}"]
        lines += ["User-Agent: Mozilla/5.0", "Accept: text/html"]
        lines += ["Content-Type: application/x-www-form-urlencoded", "", form]
        self._writer.write("\r\n".join(lines).encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length: ")[2].partition("\r")[0])
        body = await self._reader.readexactly(length)
        return int(head.split(" ", 2)[1]), body.decode()


@dataclass
class Siege:
    """What became of it."""

    url: str
    statuses: Counter[int] = field(default_factory=Counter)  # of guesses

    async def answer(self, tokens: Sequence[str]) -> list[float]:
        """Customers answer, each once; how many seconds each request took, sorted."""
        left, took = iter(tokens), list[float]()
        await asyncio.gather(*(self._customer(left, took) for _ in range(CUSTOMERS)))
        return sorted(took)

    async def guess(self, guesses: int) -> None:
        """Strangers try so many tokens."""
        left = iter(range(guesses))
        await asyncio.gather(*(self._guesser(left) for _ in range(GUESSERS)))

    async def _customer(self, tokens: Iterator[str], took: list[float]) -> None:
        async with Line(self.url) as line:
            for token in tokens:
                page = await self._timed(line, took, "GET", f"/r/{token}/4")
                form = f"score=4&nonce={nonce_of(page)}"
                await self._timed(line, took, "POST", f"/r/{token}", form)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _timed(self, line: Line, took: list[float], *request: str) -> str:
        began = time.perf_counter()
        status, body = await line.ask(*request)
        took.append(time.perf_counter() - began)
        assert status == 200
        return body

    async def _guesser(self, left: Iterator[int]) -> None:
        async with Line(self.url) as line:
            for _ in left:
                status, _body = await line.ask("GET", f"/r/{new_token()}/9")
                self.statuses[status] += 1


def p99(sorted_seconds: Sequence[float]) -> float:
    """What 99 of 100 stayed below."""
    return sorted_seconds[len(sorted_seconds) * 99 // 100]
