"""Opens a database by its URL, for the narrow way and for the ORM, and keeps its schema up to date.

`sqlite://relative/path`, `sqlite:///absolute/path`, `postgres://user:password@host:port/name`.
"""

import sqlite3
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import DBConnectionError
from tortoise.migrations.api.migrate import migrate as apply_migrations
from tortoise.migrations.executor import MigrationExecutor

from surveys.database import Database
from surveys.errors import FieldError, InvalidInput, Unavailable
from surveys.models import TORTOISE
from surveys.postgres import PostgresDatabase
from surveys.sqlite import SqliteDatabase

SQLITE = "sqlite://"
FIRST = "0001_tables"  # a database that lacks it holds nothing yet
POSTGRES = ("postgres://", "postgresql://")


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite URL, None for PostgreSQL; InvalidInput for any other URL."""
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return Path(url.removeprefix(SQLITE).partition("?")[0])
    if url.startswith(POSTGRES):
        return None
    raise InvalidInput(
        FieldError("AFTERWORD_DATABASE_URL", "write sqlite://path/to/file or postgres://...")
    )


async def open_database(url: str) -> Database:
    """Connect; Unavailable when PostgreSQL does not answer."""
    path = sqlite_path(url)
    return await SqliteDatabase.open(path) if path else await PostgresDatabase.open(url)


async def open_orm(url: str) -> None:
    """Make the ORM usable in every task of this process; uvicorn's lifespan has its own context."""
    await Tortoise.init(config=orm_config(url), _enable_global_fallback=True)


async def close_orm() -> None:
    """Let go of the ORM's connections."""
    await Tortoise.close_connections()


async def migrate(url: str) -> list[str]:
    """Apply what is missing, in order; the names of what was applied. Unavailable when the database
    cannot be opened."""
    if path := sqlite_path(url):
        make_folder(path)
        path.touch(mode=0o600)  # names and addresses are nobody else's business
    await _reach(url)
    await _keep_copy(url)
    applied: list[str] = []

    def note(state: str, app: str, name: str) -> None:
        if state == "apply_done":
            applied.append(name)

    try:
        await apply_migrations(config=orm_config(url), progress=note)
    finally:  # a connection left open keeps its thread, and so the process, alive
        await Tortoise.close_connections()
    return applied


async def _reach(url: str) -> None:
    """Unavailable when the database cannot be opened: the ORM takes a PostgreSQL that does not
    answer for an empty schema, and waits for ever for a SQLite file that is none."""
    if (path := sqlite_path(url)) is None:
        await (await open_database(url)).close()
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.Error as error:
        raise Unavailable(f"{path} cannot be used as a database: {error}") from error


def make_folder(path: Path) -> None:
    """For a file that is about to be made; Unavailable when it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"the folder of {path} cannot be made: {error.strerror}") from error


async def _keep_copy(url: str) -> None:
    """Before a SQLite file is changed, a whole copy of it is put beside it."""
    path = sqlite_path(url)
    missing = await pending(url) if path else []
    if path is None or not path.exists() or not missing or missing[0] == FIRST:
        return
    copy = path.with_name(f"{path.name}.before-{missing[0]}")
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)


async def pending(url: str) -> list[str]:
    """Migrations that are not applied yet; Unavailable when the database does not answer."""
    path = sqlite_path(url)
    if path and not path.exists():
        return []  # made and migrated at the first start
    await _reach(url)
    config = orm_config(url)
    try:
        await Tortoise.init(config=config, init_connections=False)
        executor = MigrationExecutor(get_connection("default"), config["apps"])
        return [step.migration.name for step in await executor.plan()]
    except (OSError, DBConnectionError, asyncpg.PostgresError) as error:
        raise Unavailable(f"the database does not answer: {error}") from error
    finally:
        await Tortoise.close_connections()


def orm_config(url: str) -> dict[str, Any]:
    """Tortoise's configuration for a database URL."""
    config = deepcopy(TORTOISE)
    path = sqlite_path(url)
    pragmas = "journal_mode=WAL&synchronous=FULL&busy_timeout=5000&foreign_keys=ON"
    rewritten = f"{SQLITE}{path}?{pragmas}" if path else "asyncpg://" + url.partition("://")[2]
    config["connections"]["default"] = rewritten
    return config
