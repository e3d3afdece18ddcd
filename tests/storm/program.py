"""`afterword ...` in a process of its own, which may be killed at any moment.

The processes are forked from a warm interpreter: a cold start takes two seconds, nearly all of it
imports, and thirty of them would be all that a test does. What runs is `main()` with arguments and
an environment, as the installed command runs it.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import notifiers
from service import app, cli
from tests.storm.doom import Doom, strike

POLL_SECONDS = 0.01
READY = ('"web.ready"', '"worker.ready"')
# Whatever a process needs later is imported, and held, by this module.
WARM = (cli.main, app.create_app, notifiers.load())


class Program:
    """One command line that is started again and again; its output is in `log`."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._arguments = list(arguments)
        self._environment = dict(environment)
        self._process: BaseProcess | None = None
        self._told = 0  # how much of the log is from earlier processes
        self.log = log
        self.log.touch()

    @property
    def name(self) -> str:
        """The command."""
        return self._arguments[0]

    def start(self, doom: Doom | None = None) -> None:
        """Begin; `doom` comes over the process."""
        if self._process is not None and self.exit_code() is None:
            raise RuntimeError(f"{self.name} runs already")
        self._told = self.log.stat().st_size
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        settings = (self._arguments, self._environment, str(self.log), doom)
        self._process = context.Process(target=_run, args=settings, daemon=True)
        self._process.start()

    async def ready(self, within_seconds: float = 30) -> bool:
        """Wait until it serves or works; False when it ended instead."""
        deadline = time.monotonic() + within_seconds
        while not any(sign in self.output() for sign in READY):
            if self.exit_code() is not None:
                return False
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} does not get ready:\n{self.output()}")
            await asyncio.sleep(POLL_SECONDS)
        return True

    def signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self._process is not None and self._process.pid and self._process.exitcode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    async def ended(self, within_seconds: float = 40) -> int:
        """The exit code, -9 after SIGKILL."""
        deadline = time.monotonic() + within_seconds
        while (code := self.exit_code()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} does not end:\n{self.output()}")
            await asyncio.sleep(POLL_SECONDS)
        return code

    async def kill(self) -> int:
        """SIGKILL, and wait for the end. -9 as well when it has never begun."""
        if self._process is None:
            return -signal.SIGKILL
        self.signal(signal.SIGKILL)
        return await self.ended()

    def exit_code(self) -> int | None:
        """None while it runs."""
        return None if self._process is None else self._process.exitcode

    def output(self) -> str:
        """What this process has written so far."""
        return self.log.read_bytes()[self._told :].decode(errors="replace")


async def run(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> str:
    """Run a short command to its end; its output."""
    program = Program(arguments, environment, log)
    program.start()
    if code := await program.ended():
        raise RuntimeError(f"{' '.join(arguments)} ended with {code}:\n{program.output()}")
    return program.output()


def _run(arguments: list[str], environment: dict[str, str], log: str, doom: Doom | None) -> None:
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["afterword", *arguments]
    if doom is not None:
        strike(doom)
    cli.main()
