"""What every test can ask for: databases of both engines, and what is always the same."""

import asyncio
import fcntl
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from tortoise.backends.base.executor import EXECUTOR_CACHE

from service import leftovers
from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.keyring import Keyring
from surveys.opening import migrate, open_database
from tests.browser import chromium
from tests.cast import KEYRING, NOW, TABLES
from tests.needs import program
from tests.postgres import TEMPLATE, Server, locked, shared_server

pytest.register_assert_rewrite("tests.storm.audit", "tests.storm.storm", "tests.storm.backends")

# A test that takes a database empties it for each example, see `empty` in tests/cast.py.
settings.register_profile(
    "tests",
    deadline=None,
    max_examples=50,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("tests")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the storms, which take long and mostly wait: one after the other they would keep one
    process of pytest-xdist busy when the others have nothing left to do."""
    storms = [item for item in items if "storm" in item.path.parts]
    others = [item for item in items if "storm" not in item.path.parts]
    places = [number * len(items) // len(storms) for number in range(len(storms))]
    for place, storm in zip(places, storms, strict=True):
        others.insert(place, storm)
    items[:] = others


@pytest.fixture(scope="session", autouse=True)
def _journals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Workers in this process leave nothing in the machine's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leftovers, "gettempdir", lambda: str(tmp_path_factory.getbasetemp()))
        yield


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is."""
    return program(*chromium.NAMES)


@pytest.fixture(scope="session")
def common(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def sqlite_template(common: Path) -> Path:
    """A migrated, empty SQLite file. The first process that needs it makes it."""
    path = common / "template.db"
    with locked(common / "template.lock", fcntl.LOCK_EX):
        if not path.exists():
            made = common / "making.db"
            asyncio.run(migrate(f"sqlite://{made}"))
            made.rename(path)
    return path


@pytest.fixture(scope="session")
def postgres(testrun_uid: str, common: Path) -> Iterator[Server]:
    """The PostgreSQL server of this test run."""
    with shared_server(testrun_uid, common) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_name(postgres: Server, worker_id: str) -> str:
    """A migrated PostgreSQL database for the tests of this process, one at a time."""
    name = f"afterword_{worker_id}"
    asyncio.run(postgres.create(name, TEMPLATE))
    return name


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated and empty database of each engine: a test that asks for it runs on both.

    A PostgreSQL database for each test would cost 0.7 s of every test, so those of one process
    share one. Before it is used again it is emptied, and whoever is still connected is thrown out.
    """
    EXECUTOR_CACHE.clear()  # the ORM takes it that a process has one dialect for ever
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        return f"sqlite://{shutil.copy(template, tmp_path / 'afterword.db')}"
    name = request.getfixturevalue("postgres_name")
    server: Server = request.getfixturevalue("postgres")
    asyncio.run(server.clear(name, TABLES))
    return server.url(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database of each engine."""
    found = await open_database(database_url)
    yield found
    await found.close()


@pytest.fixture
async def databases(database_url: str, database: Database) -> AsyncIterator[list[Database]]:
    """As many processes would have them: eight on PostgreSQL, one on SQLite."""
    async with AsyncExitStack() as stack:
        found = [database]
        while database.dialect == "postgres" and len(found) < 8:
            found.append(await open_database(database_url))
            stack.push_async_callback(found[-1].close)
        yield found


@pytest.fixture
def now() -> datetime:
    """A Monday morning in Europe, afternoon in Jakarta."""
    return NOW


@pytest.fixture
def keyring() -> Keyring:
    """Derived from a secret key that stays the same."""
    return KEYRING


@pytest.fixture
def catalogue(database: Database) -> Catalogue:
    """The surveys in `database`."""
    return Catalogue(database)
