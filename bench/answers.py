"""A customer's answer: the page and the form, durable, against two bare requests. And what one
answered invitation takes on disk.
"""

import itertools
import time
from datetime import UTC, datetime
from statistics import median

from bench import customers, running
from bench.crowd import CONNECTIONS, Rush, for_seconds, rush
from bench.deployment import Deployment
from bench.machine import resident_mb
from bench.rounds import Side, compare
from bench.running import Running
from bench.store import number
from bench.table import Line
from bench.traffic import answers, event_body, gets_and_posts, posts
from surveys.opening import sqlite_path

REQUESTS = 2  # for one answer
STRETCHES = 10
ANSWERED = "SELECT COUNT(*) AS n FROM response"
LEDGER = "SELECT COALESCE(SUM(delta), 0) AS n FROM response_change"


def measure(
    deployment: Deployment, count: int, seconds: float, rounds: int, many: int
) -> tuple[Line, ...]:
    """Speed of answering, memory over `many` answers, and bytes for each of `count` answered
    invitations."""
    url, began = deployment.database_url, time.monotonic()
    tokens = customers.invite(url, count, datetime.now(UTC))
    made = f"{count:,} invitations made in {time.monotonic() - began:.0f} s"
    print(f"    {made}", flush=True)
    speed = _speed(deployment, tokens, seconds, rounds)
    customers.answer_all(url, datetime.now(UTC))
    size = _size(url)
    return *speed, size, _memory(deployment, tokens, many)


def _speed(
    deployment: Deployment, tokens: list[str], seconds: float, rounds: int
) -> tuple[Line, Line]:
    left = iter(range(len(tokens)))
    form = posts("/echo", event_body("run1", "2026-11-22T09:30:00+00:00"))
    two = gets_and_posts("/hello", form)
    answered: list[int] = []

    def answer(server: Running) -> Rush:
        found = rush(server.port, answers(tokens), for_seconds(seconds, left), 200)
        answered.append(found.requests // REQUESTS)
        return found

    def ask_twice(server: Running) -> Rush:
        return rush(server.port, two, for_seconds(seconds, itertools.count()), 200)

    with running.bare() as bare, running.serve(deployment.settings) as real:
        found = compare(
            Side(bare, lambda: ask_twice(bare), REQUESTS),
            Side(real, lambda: answer(real), REQUESTS),
            rounds,
            lambda: time.sleep(1),
        )
    what = f"one answer (GET page + POST), durable, SQLite FULL, {CONNECTIONS} connections"
    details = [found.sentence(), _kept(deployment.database_url, sum(answered))]
    slowest = median(turn.rush.p99_ms for turn in found.real)
    return (
        Line(what, "two bare requests", "0.4x", f"{found.ratio:.2f}x", details),
        Line(
            f"p99 of each request of an answer, {CONNECTIONS} connections",
            "",
            "50 ms",
            f"{slowest:.0f} ms",
        ),
    )


def _memory(deployment: Deployment, tokens: list[str], many: int) -> Line:
    """Of the same customers, who change their minds: rows cost no memory."""
    stretch, numbers = many // STRETCHES, itertools.count()
    again = [tokens[number % len(tokens)] for number in range(many + stretch)]
    with running.serve(deployment.settings) as real:
        idle, megabytes = resident_mb(real.pid), []
        for _ in range(STRETCHES + 1):  # the first one warms up
            rush(real.port, answers(again), itertools.islice(numbers, stretch), 200)
            megabytes.append(resident_mb(real.pid))
    slope = (megabytes[-1] - megabytes[0]) / (stretch * STRETCHES) * 1e6
    what = f"growth of memory over {many:,} answers, MB a million"
    found = ", ".join(f"{one:.0f}" for one in megabytes)
    return Line(what, "", "0", f"{slope:.0f}", [f"{idle:.0f} MB idle, then {found}"])


def _kept(database_url: str, answered: int) -> str:
    stored, counted = number(database_url, ANSWERED), number(database_url, LEDGER)
    if not stored == counted == answered:
        raise RuntimeError(f"{answered} answers taken, {stored} stored, {counted} counted")
    return f"{answered:,} answers were taken, {stored:,} are there and count, each once"


def _size(database_url: str) -> Line:
    path = sqlite_path(database_url)
    assert path is not None
    answered = number(database_url, ANSWERED)
    each = path.stat().st_size / answered
    details = [f"{path.stat().st_size / 1e6:.0f} MB for {answered:,}, all rows and indexes"]
    what = "bytes on disk per answered invitation, SQLite"
    return Line(what, "", "1,500", f"{each:,.0f}", details)
