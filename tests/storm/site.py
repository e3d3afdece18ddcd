"""An installation of Afterword for a storm: its settings and its processes."""

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from secrets import randbelow

import httpx

from surveys.definition import Definition
from surveys.opening import open_database
from tests.cast import publish, survey
from tests.storm.program import Program, run

SECRET = "a secret key for tests, 32 bytes"
SENDERS = 8
ALWAYS = survey("csat-after-purchase", "csat", channels=["email"])
SOMETIMES = survey("stars-after-purchase", "stars", channels=["email"], sample="50%")


@dataclass
class Site:
    """`programs` are all its processes, `urls` where its web can be reached."""

    database_url: str
    surveys: Sequence[Definition]
    client: httpx.AsyncClient
    programs: list[Program] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    key: str = ""

    def any_url(self, chance: Random) -> str:
        """One of the web processes."""
        return chance.choice(self.urls)

    async def start(self) -> None:
        """Start everything, and wait until it is ready."""
        for program in self.programs:
            program.start()
        for program in self.programs:
            assert await program.ready(), program.output()

    async def stop(self) -> list[int]:
        """SIGTERM to everything; the exit codes."""
        for program in self.programs:
            program.signal(signal.SIGTERM)
        return [await program.ended() for program in self.programs]

    async def waiting(self) -> dict[str, int]:
        """How much is left to do, by queue. A database that needs more than two seconds is waited
        for."""
        answer = await self.client.get(f"{self.urls[0]}/readyz")
        for _ in range(10):
            if answer.status_code != 503:
                break
            answer = await self.client.get(f"{self.urls[0]}/readyz")
        found: dict[str, int] = answer.raise_for_status().json()["waiting"]
        return {queue: count for queue, count in found.items() if count}

    async def idle(self, patience_seconds: float = 60) -> None:
        """Wait until every queue is empty, but for claims that died with their worker."""
        before, deadline = await self.waiting(), time.monotonic() + patience_seconds
        while (left := await self.waiting()).keys() - {"claimed"}:
            if left != before:
                before, deadline = left, time.monotonic() + patience_seconds
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing moves any more: {left}")
            await asyncio.sleep(0.1)

    def errors(self) -> list[str]:
        """Lines of all logs that tell of a bug."""
        lines = [line for one in self.programs for line in one.log.read_text().splitlines()]
        return [line for line in lines if _tells_of_a_bug(line)]


def _tells_of_a_bug(line: str) -> bool:
    if not line.startswith("{"):
        return bool(line.strip())  # a bare traceback
    return json.loads(line)["level"] in ("error", "critical")


@asynccontextmanager
async def opened(
    database_url: str,
    folder: Path,
    smtp_url: str,
    *,
    many: bool,
    surveys: Sequence[Definition],
    senders: int = SENDERS,
) -> AsyncIterator[Site]:
    """A site with its surveys and an API key, not started: one `serve`, or, with `many`, two
    processes for the web and two workers. At the end its processes are killed."""
    client = httpx.AsyncClient(timeout=20, verify=False, trust_env=False)
    site = Site(database_url, surveys, client)
    ports = _free_ports(2 if many else 1)
    site.urls = [f"http://127.0.0.1:{port}" for port in ports]
    environment = _environment(database_url, site.urls[0], smtp_url, senders) | {
        "TMPDIR": str(folder)
    }
    web = ["serve", "--no-worker"] if many else ["serve"]
    lines = [[*web, "--port", str(port)] for port in ports] + [["worker"]] * (2 if many else 0)
    site.programs = [
        Program(line, environment, folder / f"{number}-{line[0]}.log")
        for number, line in enumerate(lines)
    ]
    await _publish(site)
    site.key = await _api_key(environment, folder)
    try:
        yield site
    finally:
        await client.aclose()
        for program in site.programs:
            await program.kill()


def _environment(database_url: str, base_url: str, smtp_url: str, senders: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}
    return kept | {
        "AFTERWORD_DATABASE_URL": database_url,
        "AFTERWORD_BASE_URL": base_url,
        "AFTERWORD_SECRET_KEY": SECRET,
        "AFTERWORD_SENDERS": str(senders),
        "AFTERWORD_SMTP_URL": f"{smtp_url}?connections={senders}",
        "AFTERWORD_MAIL_FROM": "Shop <shop@shop.example>",
    }


async def _publish(site: Site) -> None:
    database = await open_database(site.database_url)
    try:
        for definition in site.surveys:
            await publish(database, definition)
    finally:
        await database.close()


async def _api_key(environment: dict[str, str], folder: Path) -> str:
    command = ["keys", "create", "--scope", "events", "--scope", "read", "--source", "shop"]
    output = await run(command, environment, folder / "keys.log")
    return next(line for line in output.splitlines() if line.startswith("aw_"))


def _free_ports(count: int) -> list[int]:
    """Below those that the machine gives to anybody who does not ask for one by its number."""
    free: list[int] = []
    while len(free) < count:
        port = 20_000 + randbelow(12_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            free.append(port)
    return free
