"""The dashboard that a manager opens every morning, beside very many answers: rollups and responses
with their comments; no events, decisions or clicks.
"""

import os
import subprocess
import time
from collections.abc import Mapping
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlencode

from bench.deployment import Deployment
from bench.running import AFTERWORD, START_SECONDS, Running, serve
from bench.table import Line

EMAIL, PASSWORD = "manager@example.com", "the password of the measurements"
PERIODS = {"30 days": "/?period=30", "a year": "/?period=365"}
TIMES = 7


def measure(deployment: Deployment, engine: str, size: int) -> list[Line]:
    """One line for each period. The answers must go up to now."""
    _user(deployment.settings)
    with serve(deployment.settings, "--no-worker") as running:  # it would index all the comments
        session = _sign_in(running)
        return [_line(running, session, period, engine, size) for period in PERIODS]


def _line(running: Running, session: str, period: str, engine: str, size: int) -> Line:
    first, *later = [_seconds(running, session, PERIODS[period], size) for _ in range(1 + TIMES)]
    what = f"the dashboard, {period} of {size:,} responses, {engine}"
    details = [f"{first * 1000:.0f} ms when it was opened first, {max(later) * 1000:.0f} at worst"]
    return Line(what, "", "300 ms", f"{median(later) * 1000:.0f} ms", details)


def _seconds(running: Running, session: str, path: str, size: int) -> float:
    began = time.perf_counter()
    status, _, page = _ask(running, "GET", path, {"Cookie": session})
    took = time.perf_counter() - began
    if status != 200 or b"It was good, thank you" not in page:
        raise RuntimeError(f"{path} was answered {status}, or shows none of {size} answers")
    return took


def _user(settings: Mapping[str, str]) -> None:
    command = [str(AFTERWORD), "users", "create", EMAIL, "--password", PASSWORD]
    subprocess.run(command, env={**os.environ, **settings}, check=True, capture_output=True)


def _sign_in(running: Running) -> str:
    form = urlencode({"email": EMAIL, "password": PASSWORD})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    status, cookie, _ = _ask(running, "POST", "/login", kind, form)
    if status != 303:
        raise RuntimeError(f"/login was answered {status}")
    return cookie.partition(";")[0]


def _ask(
    running: Running, method: str, path: str, headers: Mapping[str, str], body: str | None = None
) -> tuple[int, str, bytes]:
    connection = HTTPConnection("127.0.0.1", running.port, timeout=START_SECONDS)
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return response.status, response.getheader("Set-Cookie", ""), response.read()
    finally:
        connection.close()
