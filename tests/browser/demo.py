"""`afterword demo` in a process of its own, and what a backend and a manager can ask of it."""

import asyncio
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

COMMAND = [sys.executable, "-c", "from service.cli import main; main()", "demo"]
START_SECONDS = 180  # it writes months of history first
WAIT_SECONDS = 60
SURVEY = "nps-after-purchase"
PROPERTIES = {"store": "Jakarta", "product_line": "beans", "outcome": "refunded"}


@dataclass(frozen=True, slots=True)
class Demo:
    """Where it is and how to get in."""

    url: str
    api_key: str
    email: str
    password: str

    async def happened(self, event_id: str, kind: str, who: str) -> str:
        """Post an event about the customer `who`; the event's id here."""
        customer = {"id": who, "email": address(who), "name": "Ani", "locale": "en"}
        body = {"id": event_id, "type": kind, "customer": customer, "properties": PROPERTIES}
        async with self._client() as client:
            answer = await client.post("/v1/events", json=body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["event"])

    async def bought(self, who: str) -> dict[str, Any]:
        """Post a purchase; the mail that comes of it, as /inbox tells it to programs."""
        await self.happened(f"purchase-{who}", "purchase.completed", who)
        async with self._client() as client, asyncio.timeout(WAIT_SECONDS):
            while True:
                answer = await client.get("/inbox", headers={"Accept": "application/json"})
                for message in answer.json():
                    if message["to"] == address(who):
                        return dict(message)
                await asyncio.sleep(0.2)

    async def story(self, event: str) -> dict[str, Any]:
        """What was decided about an event, once it is."""
        async with self._client() as client, asyncio.timeout(WAIT_SECONDS):
            while True:
                found: dict[str, Any] = (await client.get(f"/v1/events/{event}")).json()
                if found["state"] == "decided":
                    return found
                await asyncio.sleep(0.2)

    async def total(self) -> dict[str, Any]:
        """The survey's score and counts over all time, without what depends on the moment."""
        span = {"from": "2020-01-01", "to": "2100-01-01", "interval": "none"}
        async with self._client() as client:
            answer = await client.get("/v1/scores", params={"survey": SURVEY, **span})
        total = answer.raise_for_status().json()["total"]
        return {name: total[name] for name in ("n", "score", "counts")}

    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.api_key}"}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=20, verify=False)


def address(who: str) -> str:
    """A test's customers buy once: the demo asks nobody twice a day."""
    return f"{who}@customer.example"


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """A demo on fresh data; it ends in good order."""
    command = [*COMMAND, "--json", "--fresh", "--port", "0", "--data", str(folder)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}
    with (
        (folder / "demo.log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=kept) as process,
    ):
        try:
            yield _ready(process, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(40)
    said = (folder / "demo.log").read_text()
    assert code == 0, said
    assert '"level": "error"' not in said, said


def _ready(process: "subprocess.Popen[bytes]", folder: Path) -> Demo:
    assert process.stdout is not None
    select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if process.poll() is None else b""
    if not line:
        raise RuntimeError((folder / "demo.log").read_text() or "the demo does not start")
    told = json.loads(line)
    login = told["login"]
    return Demo(told["url"], told["api_key"], login["email"], login["password"])
