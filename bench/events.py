"""POST /v1/events, durable, against a bare route that reads and echoes the same JSON."""

import itertools
import json
import time
from datetime import UTC, datetime

from bench import running
from bench.crowd import CONNECTIONS, Rush, for_seconds, rush
from bench.deployment import Deployment
from bench.machine import resident_mb
from bench.rounds import Side, compare
from bench.running import Running
from bench.store import number
from bench.table import Line
from bench.traffic import event_body, posts

BARE = "bare Starlette route that echoes the same JSON, same server"
SETTLING_SECONDS = 1.0
LONGEST_DRAIN_SECONDS = 300


class Shop:
    """A backend that posts purchases, each once, and remembers how many were accepted."""

    def __init__(self, deployment: Deployment, seconds: float) -> None:
        self._deployment = deployment
        self._seconds = seconds
        self._body = event_body("run1", datetime.now(UTC).isoformat(timespec="seconds"))
        self._numbers = itertools.count()
        self._accepted = 0
        self.megabytes: list[float] = []  # of the server, after each rush

    def post(self, server: Running) -> Rush:
        """To Afterword, for some seconds."""
        traffic = posts("/v1/events", self._body, self._deployment.key)
        found = rush(server.port, traffic, for_seconds(self._seconds, self._numbers), 202)
        self._accepted += found.requests
        self.megabytes.append(resident_mb(server.pid))
        return found

    def echo(self, server: Running) -> Rush:
        """The same to the bare route."""
        traffic = posts("/echo", self._body)
        return rush(server.port, traffic, for_seconds(self._seconds, itertools.count()), 200)

    def kept(self) -> str:
        """Proof that every accepted event is in the database once; RuntimeError when it is not."""
        url = self._deployment.database_url
        stored = number(url, "SELECT COUNT(*) AS n FROM event")
        once = number(url, "SELECT COUNT(DISTINCT external_id) AS n FROM event")
        if not stored == once == self._accepted:
            raise RuntimeError(f"{self._accepted} accepted, {stored} stored, {once} of them once")
        return f"{self._accepted:,} events were accepted and {stored:,} are there, each once"


def measure(
    deployment: Deployment, where: str, target: str, seconds: float, rounds: int, *options: str
) -> tuple[Line, Line]:
    """Speed and memory of `afterword serve` with these options."""
    shop = Shop(deployment, seconds)
    with running.bare() as bare, running.serve(deployment.settings, *options) as real:
        time.sleep(SETTLING_SECONDS)
        idle = resident_mb(real.pid)
        shop.post(real)  # to warm up
        drained(real, options)
        found = compare(
            Side(bare, lambda: shop.echo(bare)),
            Side(real, lambda: shop.post(real)),
            rounds,
            lambda: drained(real, options),
        )
    what = f"`POST /v1/events`, durable, {where}, {CONNECTIONS} connections"
    details = [found.sentence(), shop.kept()]
    return Line(what, BARE, target, f"{found.ratio:.2f}x", details), _memory(
        where, idle, max(shop.megabytes)
    )


def drained(server: Running, options: tuple[str, ...]) -> None:
    """Wait until the worker, if there is one, has put every event before the rules."""
    end = time.monotonic() + LONGEST_DRAIN_SECONDS
    while "--no-worker" not in options and time.monotonic() < end:
        if not json.loads(server.get("/readyz"))["waiting"]["inbox"]:
            return
        time.sleep(0.2)


def _memory(where: str, idle: float, busy: float) -> Line:
    what = f"memory of `afterword serve`, {where}, idle / under that load"
    return Line(what, "", "120 MB / 200 MB", f"{idle:.0f} MB / {busy:.0f} MB")
