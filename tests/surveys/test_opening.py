import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from surveys.database import Database
from surveys.drift import drift
from surveys.errors import InvalidInput, Unavailable
from surveys.opening import migrate, open_database, pending, sqlite_path
from tests.cast import TABLES, column, event, happen, publish, survey, value
from tests.postgres import Server

ALL = [
    "0001_tables",
    "0002_queues",
    "0003_sent",
    "0004_merging",
    "0005_matters",
    "0006_limits",
    "0007_reading_decisions",
    "0008_people",
    "0009_idempotency",
    "0010_bounces",
    "0011_replies",
    "0012_lanes",
    "0013_unknown",
    "0014_evidence",
    "0015_cases",
    "0016_places",
    "0017_delighted",
    "0018_scores",
    "0019_mend",
    "0020_tidy",
    "0021_tags",
    "0022_publishers",
]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://var/afterword.db", Path("var/afterword.db")),
        ("sqlite:///data/afterword.db", Path("/data/afterword.db")),
        ("sqlite://a.db?mode=ro", Path("a.db")),
        ("postgres://user:pw@host:5432/name", None),
        ("postgresql:///name?host=/run", None),
    ],
)
def test_a_url_names_a_file_or_a_server(url: str, path: Path | None) -> None:
    assert sqlite_path(url) == path


@pytest.mark.parametrize("url", ["", "sqlite://", "mysql://host/name", "afterword.db", "postgres"])
def test_any_other_url_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(InvalidInput, match="AFTERWORD_DATABASE_URL: write sqlite://"):
        sqlite_path(url)


async def test_the_models_say_no_more_than_the_migrations_do() -> None:
    assert await drift() == []


async def test_a_new_sqlite_file_is_made_with_its_folder(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/new/folder/afterword.db"
    assert await migrate(url) == ALL
    assert await migrate(url) == []
    assert await pending(url) == []
    assert [path.name for path in (tmp_path / "new/folder").glob("*.before-*")] == []


async def test_a_new_postgres_database_is_migrated_from_nothing(postgres: Server) -> None:
    name = f"fresh_{uuid4().hex}"
    url = await postgres.create(name)
    try:
        assert await pending(url) == ALL
        assert await migrate(url) == ALL
        assert await migrate(url) == []
        assert await pending(url) == []
    finally:
        await postgres.drop(name)


async def test_migrating_keeps_every_row(database_url: str, database: Database) -> None:
    await publish(database, survey())
    await happen(database, event(1))
    before = {table: await value(database, f"SELECT COUNT(*) FROM {table}") for table in TABLES}
    assert sum(before.values()) > 5
    await migrate(database_url)
    after = {table: await value(database, f"SELECT COUNT(*) FROM {table}") for table in TABLES}
    assert after == before


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await pending("postgres://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable):
        await open_database("postgres://nobody@127.0.0.1:1/nothing")


async def test_a_queue_has_an_index_of_what_is_still_to_do(database: Database) -> None:
    found = "SELECT name FROM sqlite_master WHERE type = 'index'"
    if database.dialect == "postgres":
        found = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
    wanted = {"message_due", "message_leased", "click_unsettled", "response_change_unfolded"}
    wanted |= {"invitation_unfolded"}
    assert wanted <= set(await column(database, found))


async def test_what_is_no_database_is_told_and_nothing_waits_for_it(tmp_path: Path) -> None:
    junk, folder, lost = tmp_path / "junk.db", tmp_path / "folder.db", Path("/proc/nofile/x.db")
    junk.write_bytes(b"not a database, " * 2000)
    folder.mkdir()
    for path in (junk, folder, lost):
        with pytest.raises(Unavailable, match=str(path)):
            await asyncio.wait_for(migrate(f"sqlite://{path}"), 20)


async def test_nobody_else_may_read_a_new_sqlite_file(tmp_path: Path) -> None:
    path = tmp_path / "afterword.db"
    await migrate(f"sqlite://{path}")
    modes = {one.stat().st_mode & 0o077 for one in tmp_path.iterdir()}  # noqa: ASYNC240
    assert modes == {0}
