"""One PostgreSQL for a whole test run, shared by every process of it.

The first process that needs it starts it; it stops when the last one has gone, see pgserver.py.
fsync stays on: the tests that kill servers rely on it.
"""

import asyncio
import fcntl
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from surveys.opening import migrate
from tests.needs import missing

PROGRAM = Path(__file__).with_name("pgserver.py")
TEMPLATE = "afterword_template"
THROW_OUT = """
SET synchronous_commit = off;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid();
"""


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

    async def clear(self, name: str, tables: Iterable[str]) -> None:
        """Throw everybody out of a database and delete every row, over one connection: a test
        waits for this. Ids go on, so that nothing that was remembered comes true again."""
        await self.run(THROW_OUT + "".join(f"DELETE FROM {table};" for table in tables), name)


@contextmanager
def shared_server(run: str, locks: Path) -> Iterator[Server]:
    """The server of the test run `run`, with a migrated template. Skips where it cannot run.

    `locks` is a folder that all processes of the run share. The server's own is not in there:
    root's PostgreSQL runs as another user, whom pytest shuts out whenever another run begins.
    """
    directory = Path(tempfile.gettempdir()) / f"afterword-{run[:12]}"
    users = locks / "postgres.users"
    with locked(users, fcntl.LOCK_SH):
        with locked(locks / "postgres.lock", fcntl.LOCK_EX):
            if not directory.exists():
                _start(directory, users)
        yield Server(directory)


def _start(directory: Path, users: Path) -> None:
    start = [sys.executable, "-W", "ignore", PROGRAM, "start", directory, users]
    done = subprocess.run(start, capture_output=True, text=True, check=False)
    if done.returncode:
        missing(f"PostgreSQL cannot run here: {done.stderr}")
    asyncio.run(_prepare(Server(directory)))


async def _prepare(server: Server) -> None:
    await migrate(await server.create(TEMPLATE))


@contextmanager
def locked(path: Path, how: int) -> Iterator[None]:
    """Hold a lock that the system lets go of even if this process is killed."""
    with path.open("w") as file:
        fcntl.flock(file, how)
        yield
