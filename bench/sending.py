"""Mail: claimed, rendered, sent and recorded by `afterword worker`, against smtp-source."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from bench import customers, relays, running
from bench.deployment import SURVEY, Deployment
from bench.machine import cpu_seconds
from bench.store import number, rows
from bench.table import Line
from service.asked import Asked
from surveys.survey_file import read

SENDERS = 400
CREWS = (1, 2, 4)
STOCK_MAILS = 300
POLL_SECONDS = 0.3
LEFT = "SELECT COUNT(*) AS n FROM message WHERE state IN ('queued', 'claimed')"
LAST = "SELECT COALESCE(MAX(id), 0) AS n FROM message"
SENT = """
SELECT COUNT(*) AS n, MIN(started_at) AS began, MAX(ended_at) AS ended
FROM message WHERE state = 'sent' AND id > $1
"""


@dataclass(frozen=True, slots=True)
class Round:
    """Mails a second of each side, and what one of ours cost."""

    source: float
    ours: float
    stock: float
    cpu_us: float


def measure(deployment: Deployment, where: str, target: str, count: int, rounds: int) -> Line:
    """So many mails in each round; smtp-source and stock aiosmtplib before and after."""
    found: list[Round] = []
    with relays.sink() as port:
        for turn in range(rounds):
            numbers = range(turn * count, (turn + 1) * count)
            customers.ask(deployment.database_url, numbers, datetime.now(UTC))
            source = relays.source(port, count)
            ours, cpu_us = _send(deployment, port, count)
            found.append(Round(source, ours, relays.stock(port, STOCK_MAILS, _asked()), cpu_us))
            print(f"    round {turn + 1}: {ours / source:.2f}x, {ours:,.0f}/s", flush=True)
    return _line(where, target, found)


def share(deployment: Deployment, where: str, count: int) -> Line:
    """So many mails by one worker, by two and by four on one queue."""
    found: dict[int, float] = {}
    with relays.sink() as port:
        for turn, workers in enumerate(CREWS):
            numbers = range(turn * count, (turn + 1) * count)
            customers.ask(deployment.database_url, numbers, datetime.now(UTC))
            found[workers], _ = _send(deployment, port, count, workers)
            print(f"    {workers} workers: {found[workers]:,.0f}/s", flush=True)
    what = f"mail: {CREWS[-1]} workers on one queue, {where}"
    rates = ", ".join(f"{workers}: {rate:,.0f}/s" for workers, rate in found.items())
    return Line(what, "one worker", "", f"{found[CREWS[-1]] / found[CREWS[0]]:.2f}x", [rates])


def _send(deployment: Deployment, port: int, count: int, workers: int = 1) -> tuple[float, float]:
    """Mails a second from the first claim to the last record, and processor time for each, starting
    not counted."""
    url = deployment.database_url
    options = f"connections={relays.CONNECTIONS}&messages_per_connection=1000"
    before = number(url, LAST) - count
    settings = {
        **deployment.settings,
        "AFTERWORD_SMTP_URL": f"smtp://127.0.0.1:{port}?{options}",
        "AFTERWORD_SENDERS": str(SENDERS),
    }
    with ExitStack() as stack:
        pids = [stack.enter_context(running.worker(settings)) for _ in range(workers)]
        while number(url, LEFT) == count:
            time.sleep(POLL_SECONDS)
        begun, used = number(url, LEFT), sum(cpu_seconds(pid) for pid in pids)
        while number(url, LEFT):
            time.sleep(POLL_SECONDS)
        used = sum(cpu_seconds(pid) for pid in pids) - used
    [sent] = rows(url, SENT, before)
    if int(sent["n"]) != count:
        raise RuntimeError(f"{sent['n']} of {count} mails were sent")
    return count / ((int(sent["ended"]) - int(sent["began"])) / 1e6), used / max(begun, 1) * 1e6


def _asked() -> Asked:
    return Asked(
        definition=read(SURVEY),
        language="en",
        name="Ani Wijaya",
        segments={"store": "Jakarta", "product_line": "beans"},
        answer_url="http://127.0.0.1:8000/r/Kd9x3QmZ7pAtR2vWnB5yLc",
        short_url="http://127.0.0.1:8000/s/Kd9x3QmZ7pA",
        unsubscribe_url="http://127.0.0.1:8000/u/1f00000000000000000",
        expires_at=datetime.now(UTC) + timedelta(days=28),
    )


def _line(where: str, target: str, found: list[Round]) -> Line:
    source, ours, stock, cpu_us = (
        median(getattr(one, name) for one in found)
        for name in ("source", "ours", "stock", "cpu_us")
    )
    ratios = [one.ours / one.source for one in found]
    details = [
        f"{source:,.0f}/s against {ours:,.0f}/s ({cpu_us:.0f} us of processor for each); "
        f"rounds from {min(ratios):.2f}x to {max(ratios):.2f}x",
        f"Jinja, EmailMessage and aiosmtplib, nothing recorded: {stock:,.0f}/s, "
        f"{median(one.stock / one.source for one in found):.2f}x",
    ]
    what = f"mail: claim, render, send, record, {where}, {relays.CONNECTIONS} connections"
    against = f"smtp-source -d -s {relays.CONNECTIONS} -l {relays.BODY_OCTETS}"
    return Line(what, against, target, f"{median(ratios):.2f}x", details)
