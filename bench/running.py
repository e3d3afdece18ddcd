"""Servers as processes of their own: start, wait until they answer, end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 60
PYTHON = Path(sys.executable)
AFTERWORD = PYTHON.with_name("afterword")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    pid: int
    port: int

    def get(self, path: str) -> bytes:
        """The body of a GET."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()


@contextmanager
def bare() -> Iterator[Running]:
    """The yardstick."""
    port = free_port()
    with _started([str(PYTHON), "-m", "bench.bare", str(port)], {}, port) as running:
        yield running


@contextmanager
def serve(settings: Mapping[str, str], *options: str) -> Iterator[Running]:
    """`afterword serve` with these options; `settings` are its AFTERWORD_ variables."""
    port = free_port()
    command = [str(AFTERWORD), "serve", "--port", str(port), *options]
    with _started(command, settings, port) as running:
        yield running


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def worker(settings: Mapping[str, str]) -> Iterator[int]:
    """`afterword worker` with these settings: its process."""
    with _process([str(AFTERWORD), "worker"], settings) as process:
        yield process.pid


@contextmanager
def _started(command: Sequence[str], settings: Mapping[str, str], port: int) -> Iterator[Running]:
    with _process(command, settings) as process:
        running = Running(process.pid, port)
        _wait(process, running)
        yield running


@contextmanager
def _process(
    command: Sequence[str], settings: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}
    process = subprocess.Popen(command, env=own | dict(settings))
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", running: Running) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            running.get("/healthz")
        except OSError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{process.args!r} did not start") from error
            time.sleep(0.05)
        else:
            return
