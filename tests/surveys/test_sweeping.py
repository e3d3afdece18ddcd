import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from surveys import sweeping
from surveys.database import Database
from surveys.erasing import erase
from surveys.opening import sqlite_path
from surveys.responses import Filter, page
from surveys.searching import index
from surveys.sweeping import GATHER, sweep
from tests.cast import NOW, answer, column, invite, publish, survey, value

DUE = NOW + GATHER
MARKS = "SELECT COUNT(*) FROM search_mark WHERE id > 1"


SAID = {"waiter": 25, "kettle": 26, "pigeon": 7, "lamp": 110}  # words that stand whole in the index


@pytest.fixture
async def emails(database: Database) -> list[str]:
    """Some hundred people who wrote a lot, indexed in several goes; how to erase them."""
    await publish(database, survey(throttle=None))
    words = {number: word for word, number in SAID.items()}
    for turn in range(6):
        for place, token in enumerate(await invite(database, 20)):
            number = 20 * turn + place
            much = " ".join(f"x{number}x{n}" for n in range(50))
            text = f"coffee, {words.get(number, 'tea')}, {much}"
            await answer(database, token, 9, comment=text)
        await index(database)
    asked = "SELECT email FROM contact ORDER BY id"
    return [str(one) for one in await column(database, asked)]


async def forget(database: Database, email: str, at: datetime = NOW) -> None:
    await erase(database, (None, email, None), at)


async def found(database: Database, search: str) -> int:
    return len((await page(database, Filter(search=search, limit=1000)))[0])


def on_disk(url: str, word: str) -> bool:
    """Whether the file or its log have a word, for whoever looks at their bytes."""
    path = sqlite_path(url)
    assert path is not None
    files = (path, path.with_name(f"{path.name}-wal"))
    return any(word.encode() in file.read_bytes() for file in files)


async def swept(database: Database, now: datetime) -> int:
    """How many bites it took."""
    bites = 0
    while await sweep(database, now):
        bites += 1
    return bites


async def test_nobody_finds_the_words_of_somebody_who_was_erased_and_soon_they_are_gone_for_good(
    database: Database, database_url: str, emails: list[str]
) -> None:
    lite = database.dialect == "sqlite"
    await forget(database, emails[SAID["waiter"]])
    assert await found(database, "waiter") == 0
    assert await found(database, "coffee") == len(emails) - 1
    assert not lite or on_disk(database_url, "waiter")

    assert await swept(database, DUE - timedelta(seconds=1)) == 0  # others may follow
    await forget(database, emails[SAID["kettle"]], DUE - timedelta(seconds=1))
    assert bool(await swept(database, DUE)) == lite
    assert not lite or not on_disk(database_url, "waiter")
    assert not lite or not on_disk(database_url, "kettle")
    assert not lite or on_disk(database_url, "pigeon")
    assert await found(database, "coffee") == len(emails) - 2
    assert await found(database, "pigeon") == 1
    assert await value(database, MARKS) == 0
    assert await swept(database, DUE + timedelta(days=1)) == 0


async def test_it_takes_small_bites_and_who_is_erased_meanwhile_is_for_the_next_time(
    database: Database, database_url: str, emails: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.dialect == "postgres":
        return  # has no such index
    monkeypatch.setattr(sweeping, "PAGES", 1)
    await forget(database, emails[SAID["waiter"]])
    assert await sweep(database, DUE) == 1
    await forget(database, emails[SAID["lamp"]], DUE)
    assert await swept(database, DUE) > 1
    assert not on_disk(database_url, "waiter")
    assert on_disk(database_url, "lamp")
    await swept(database, DUE + GATHER)
    assert not on_disk(database_url, "lamp")
    assert await found(database, "coffee") == len(emails) - 2


async def test_it_comes_again_while_somebody_reads_the_log(
    database: Database, database_url: str, emails: list[str]
) -> None:
    if database.dialect == "postgres":
        return
    path = sqlite_path(database_url)
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM response").fetchone()
        await forget(database, emails[SAID["pigeon"]])
        await swept(database, DUE)
        assert await value(database, MARKS) == 1
        reader.execute("COMMIT")
    await swept(database, DUE)
    assert await value(database, MARKS) == 0
    assert not on_disk(database_url, "pigeon")
