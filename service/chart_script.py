"""Vega, Vega-Lite and Vega-Embed as one script, out of the installed vl-convert package.

Making it takes 3 seconds and 120 MB, so a short-lived process does it, once for each version: the
result is kept beside an SQLite database, otherwise only in memory.
"""

import asyncio
import os
import sys
from importlib.metadata import version
from pathlib import Path

import structlog

from surveys.errors import Unavailable
from surveys.opening import sqlite_path

VERSION = version("vl-convert-python")
ADDRESS = f"/charts/vega-{VERSION}.js"
MAKER = "service.vega"
SECONDS = 60.0  # to make it, on a busy machine

log = structlog.get_logger()


class ChartScript:
    """Made when it is first wanted; whoever asks meanwhile waits for the same."""

    def __init__(self, database_url: str) -> None:
        path = sqlite_path(database_url)
        self._file = path.parent / "cache" / f"vega-{VERSION}.js.gz" if path else None
        self._making: asyncio.Task[bytes] | None = None

    async def packed(self) -> bytes:
        """The script under gzip; Unavailable when it could not be made."""
        if self._making is None or _failed(self._making):
            self._making = asyncio.create_task(self._packed())
        return await asyncio.shield(self._making)

    async def _packed(self) -> bytes:
        if self._file and self._file.is_file():
            return self._file.read_bytes()
        packed = await make()
        if self._file:
            try:
                _keep(self._file, packed)
            except OSError as error:  # a file system that is read-only or full
                log.warning("charts.not_kept", error=str(error))
        return packed


async def make() -> bytes:
    """The script under gzip, made by a process of its own; Unavailable when that fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", MAKER, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(SECONDS):
            packed, _ = await process.communicate()
    except TimeoutError as error:
        raise Unavailable("the script of the charts took too long to make") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Unavailable("the script of the charts could not be made")
    return packed


def _failed(task: asyncio.Task[bytes]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _keep(file: Path, packed: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(packed)
    part.replace(file)  # nobody ever reads half a script
