import asyncio
import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from surveys.database import Database, Transaction
from surveys.errors import Unavailable
from surveys.opening import open_database
from surveys.sqlite import SqliteDatabase
from tests.cast import rows, value

COUNT = "SELECT COUNT(*) AS n FROM suppression"
ADD = "INSERT INTO suppression (address_digest, reason, created_at) VALUES ($1, 'test', 0)"

# A file does not hang up, and nobody in another process works on it.
on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


async def add(database: Database, name: str) -> None:
    await database.transact(lambda tx: tx.query(ADD, (name,)))


def slow_add(name: str) -> Callable[[Transaction], Any]:
    async def work(tx: Transaction) -> str:
        await asyncio.sleep(0)
        await tx.query(ADD, (name,))
        await asyncio.sleep(0.001)
        await tx.query(ADD, (f"{name}, too",))
        return name

    return work


async def test_what_is_committed_is_there(database: Database) -> None:
    assert await database.transact(slow_add("a")) == "a"
    assert await value(database, COUNT) == 2


async def test_what_fails_leaves_nothing_behind_and_the_error_comes_out(
    database: Database,
) -> None:
    async def work(tx: Transaction) -> None:
        await tx.query(ADD, ("a",))
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await database.transact(work)
    assert await value(database, COUNT) == 0
    await add(database, "b")
    assert await value(database, COUNT) == 1


async def test_a_wrong_statement_rolls_back_as_well(database: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.query(ADD, ("a",))
        await tx.query("INSERT INTO no_such_table VALUES (1)", ())

    with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedTableError)):
        await database.transact(work)
    assert await value(database, COUNT) == 0


async def test_cancelled_callers_leave_no_lock_and_no_connection_behind(
    database: Database,
) -> None:
    chance = random.Random(7)
    tasks = [asyncio.create_task(database.transact(slow_add(str(n)))) for n in range(300)]
    tasks += [asyncio.create_task(rows(database, COUNT)) for _ in range(100)]
    chance.shuffle(tasks)
    for task in tasks:
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        task.cancel()
    cancelled = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(found, asyncio.CancelledError) for found in cancelled) > 300

    results = await asyncio.wait_for(
        asyncio.gather(*(database.transact(slow_add(f"after {n}")) for n in range(20))), 30
    )
    assert results == [f"after {n}" for n in range(20)]
    # whole or not at all: each unit of work writes two rows
    assert await value(database, COUNT) % 2 == 0
    assert await value(database, f"{COUNT} WHERE address_digest LIKE 'after%'") == 40


async def test_work_goes_on_when_its_caller_has_gone(database_url: str) -> None:
    database = await open_database(database_url)
    began = asyncio.Event()

    async def work(tx: Transaction) -> None:
        began.set()
        await slow_add("a")(tx)

    task = asyncio.create_task(database.transact(work))
    await began.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await add(database, "b")
    await database.close()  # waits for what is under way
    again = await open_database(database_url)
    assert await value(again, COUNT) == 3
    await again.close()


async def test_closing_waits_for_what_is_under_way(database_url: str) -> None:
    database = await open_database(database_url)
    tasks = [asyncio.create_task(database.transact(slow_add(str(n)))) for n in range(5)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*tasks)
    again = await open_database(database_url)
    assert await value(again, COUNT) == 10
    await again.close()


async def test_a_reading_sees_one_moment_though_others_write(database: Database) -> None:
    async def work(tx: Transaction) -> list[int]:
        counts = []
        for n in range(3):
            counts.append((await tx.query(COUNT, ()))[0]["n"])
            await add(database, str(n))
        return counts

    assert await database.read(work) == [0, 0, 0]
    assert await value(database, COUNT) == 3


async def test_a_reading_does_not_wait_for_a_writer(database: Database) -> None:
    async def work(tx: Transaction) -> int:
        await tx.query(ADD, ("a",))
        return int(await value(database, COUNT))

    assert await asyncio.wait_for(database.transact(work), 5) == 0


async def test_one_that_reads_and_then_writes_is_not_disturbed_by_another(
    database_url: str, database: Database
) -> None:
    other = await open_database(database_url)

    async def work(tx: Transaction) -> None:
        await tx.lock(["count"])
        count = (await tx.query(COUNT, ()))[0]["n"]
        await asyncio.sleep(0.002)
        await tx.query(ADD, (f"number {count}",))

    try:
        await asyncio.gather(*(one.transact(work) for one in (database, other) * 10))
    finally:
        await other.close()
    names = await rows(database, "SELECT address_digest AS name FROM suppression")
    assert {row["name"] for row in names} == {f"number {n}" for n in range(20)}


async def test_it_waits_its_turn_while_another_process_writes(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = Path(shutil.copy(sqlite_template, tmp_path / "shared.db"))
    database = await SqliteDatabase.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        task = asyncio.create_task(database.transact(slow_add("a")))
        await asyncio.sleep(0.05)
        assert not task.done()
        other.execute(ADD.replace("$1", "'theirs'"))
        other.execute("COMMIT")
        assert await task == "a"
        assert await value(database, COUNT) == 3
    finally:
        other.close()
        await database.close()


async def test_a_database_that_stays_busy_is_unavailable(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.sqlite.BUSY_SECONDS", 0.05)
    path = Path(shutil.copy(sqlite_template, tmp_path / "busy.db"))
    database = await SqliteDatabase.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await add(database, "a")
        other.execute("COMMIT")
        await add(database, "b")
    finally:
        other.close()
        await database.close()


async def test_every_commit_is_on_disk(database: Database) -> None:
    setting = "PRAGMA synchronous" if database.dialect == "sqlite" else "SHOW synchronous_commit"
    found = await database.transact(lambda tx: tx.query(setting, ()))
    assert next(iter(dict(found[0]).values())) in (2, "on")
    if database.dialect == "sqlite":
        [mode] = await database.transact(lambda tx: tx.query("PRAGMA journal_mode", ()))
        assert mode["journal_mode"] == "wal"


async def test_deadlocks_are_tried_again(database: Database) -> None:
    await database.transact(lambda tx: tx.query(ADD, ("one",)))
    await database.transact(lambda tx: tx.query(ADD, ("two",)))
    change = "UPDATE suppression SET created_at = created_at + 1 WHERE address_digest = $1"

    def both(first: str, second: str) -> Callable[[Transaction], Any]:
        async def work(tx: Transaction) -> None:
            await tx.query(change, (first,))
            await asyncio.sleep(0.05)
            await tx.query(change, (second,))

        return work

    await asyncio.gather(
        database.transact(both("one", "two")), database.transact(both("two", "one"))
    )
    assert await value(database, "SELECT SUM(created_at) FROM suppression") == 4


async def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await open_database("postgres://nobody@127.0.0.1:1/nothing")


@on_postgres
async def test_a_connection_that_breaks_is_unavailable_and_the_next_works(
    database: Database,
) -> None:
    async def work(tx: Transaction) -> None:
        await tx.query("SELECT pg_terminate_backend(pg_backend_pid())", ())

    with pytest.raises(Unavailable):
        await database.transact(work)
    await add(database, "a")
    assert await value(database, COUNT) == 1


@on_postgres
async def test_a_topic_reaches_whoever_listens(database_url: str, database: Database) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    other = await open_database(database_url)
    try:
        await other.listen(heard.put_nowait)
        await database.notify("intake")
        assert await asyncio.wait_for(heard.get(), 5) == "intake"
    finally:
        await other.close()


async def test_rows_go_in_as_they_are_and_odd_text_stays_text(database: Database) -> None:
    odd = ["", "'; DROP TABLE event; --", "$1", "Zoë 😀", "null", "1e5", "a\nb", '"']
    found = [
        {"address_digest": text, "reason": "test", "created_at": n} for n, text in enumerate(odd)
    ]
    await database.transact(lambda tx: tx.insert("suppression", found))
    stored = await rows(database, "SELECT address_digest AS t FROM suppression ORDER BY created_at")
    assert [row["t"] for row in stored] == odd


async def test_inserting_nothing_is_nothing(database: Database) -> None:
    assert await database.transact(lambda tx: tx.insert("suppression", [])) == []


@on_postgres
async def test_a_transaction_leaves_nothing_behind_to_be_reset(database: Database) -> None:
    async def last(tx: Transaction) -> list[Any]:
        await tx.lock(["one"])
        return list(await tx.query("SELECT pg_backend_pid() AS pid", []))

    [used] = await database.transact(last)
    state = "SELECT query FROM pg_stat_activity WHERE pid = $1"
    watcher = await asyncpg.connect(database._url)  # type: ignore[attr-defined]  # PostgreSQL's
    try:
        assert (await watcher.fetchval(state, used["pid"])).rstrip(";") == "COMMIT"
        held = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = $1"
        assert await watcher.fetchval(held, used["pid"]) == 0
    finally:
        await watcher.close()
