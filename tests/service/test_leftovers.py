import fcntl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service import leftovers
from service.journal import Journal
from service.leftovers import folder_of, settle
from surveys.database import Database
from surveys.delivery import Due, Outcome
from surveys.outbox import LEASE
from tests.cast import NOW, claim, event, happen, outbox, publish, rows, survey

LATER = NOW + timedelta(minutes=1)
MESSAGES = "SELECT state, attempts, provider_id, error FROM message ORDER BY id"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the journals are."""
    found = tmp_path / "journals"
    found.mkdir()
    return found


def left(folder: Path) -> list[str]:
    """The names of those that are there."""
    return [path.name for path in folder.iterdir()]


async def claimed(database: Database, count: int, worker: str = "dead") -> list[Due]:
    """So many messages, claimed by a worker."""
    await publish(database, survey(channels=["email"], reminders=[{"after": "3d"}]))
    await happen(database, *(event(number) for number in range(count)))
    return await claim(database, worker=worker)


async def found(database: Database, sql: str = MESSAGES) -> list[dict[str, Any]]:
    return await rows(database, sql)


async def test_each_claim_of_a_dead_worker_becomes_what_its_journal_tells(
    database: Database, folder: Path
) -> None:
    untold, begun, sent, refused, unknown = await claimed(database, 5)
    journal = Journal(folder, "dead")
    for one in (begun, sent, refused, unknown):
        journal.begin(one.message_id)
    journal.end(Outcome(sent, "sent", provider_id="<aw-3@acme.example>"))
    journal.end(Outcome(refused, "failed", error="no such user"))
    journal.end(Outcome(unknown, "unknown"))
    assert await settle(outbox(database), folder, LATER) == 0  # it lives
    journal.close()
    assert await settle(outbox(database), folder, LATER) == 5
    by_id = "SELECT id, state, attempts, provider_id FROM message WHERE kind = 'first' ORDER BY id"
    assert [tuple(row.values()) for row in await found(database, by_id)] == [
        (untold.message_id, "queued", 0, None),
        (begun.message_id, "unknown", 1, None),
        (sent.message_id, "sent", 1, "<aw-3@acme.example>"),
        (refused.message_id, "queued", 0, None),
        (unknown.message_id, "unknown", 1, None),
    ]
    assert left(folder) == []
    again = await claim(database, LATER)
    assert [one.message_id for one in again] == [untold.message_id, refused.message_id]


async def test_what_was_sent_brings_about_what_it_would_have(
    database: Database, folder: Path
) -> None:
    [due] = await claimed(database, 1)
    journal = Journal(folder, "dead")
    journal.begin(due.message_id)
    journal.end(Outcome(due, "sent", provider_id="SM1"))
    journal.close()
    await settle(outbox(database), folder, LATER)
    kinds = await found(database, "SELECT kind, state FROM message ORDER BY id")
    assert kinds == [{"kind": "first", "state": "sent"}, {"kind": "reminder", "state": "queued"}]
    assert await found(database, "SELECT state FROM invitation") == [{"state": "asked"}]


async def test_a_journal_tells_of_its_own_worker_only(database: Database, folder: Path) -> None:
    await claimed(database, 2, worker="alive")
    Journal(folder, "dead").close()
    (folder / "dead").touch()
    assert await settle(outbox(database), folder, LATER) == 0
    assert {one["state"] for one in await found(database)} == {"claimed"}


async def test_what_was_given_up_before_its_journal_was_found_stays_unknown(
    database: Database, folder: Path
) -> None:
    [due] = await claimed(database, 1)
    journal = Journal(folder, "dead")
    journal.begin(due.message_id)
    over = NOW + LEASE + timedelta(seconds=1)
    assert await outbox(database).reap(over) == 1
    journal.close()
    assert await settle(outbox(database), folder, over) == 0
    assert [one["state"] for one in await found(database)] == ["unknown"]


async def test_half_of_a_new_journal_is_not_believed(database: Database, folder: Path) -> None:
    await claimed(database, 1)
    (folder / ".new-dead").touch()
    assert await settle(outbox(database), folder, LATER) == 0
    assert [one["state"] for one in await found(database)] == ["claimed"]


async def test_a_worker_that_renews_its_journal_is_not_taken_for_dead(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one has opened the old file, and then finds its lock gone."""
    await claimed(database, 1, worker="alive")
    journal = Journal(folder, "alive")
    lock = fcntl.flock

    def late(file: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        journal._renew()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    assert await settle(outbox(database), folder, LATER) == 0
    assert left(folder) == ["alive"]
    assert [row["state"] for row in await found(database)] == ["claimed"]
    journal.close()


async def test_what_is_no_journal_settles_nothing(database: Database, folder: Path) -> None:
    await claimed(database, 1)
    (folder / "dead").write_text("Not a journal.\n")
    assert await settle(outbox(database), folder, LATER) == 0
    assert [one["state"] for one in await found(database)] == ["claimed"]
    assert left(folder) == []


def test_it_counts_for_the_boot_that_it_was_written_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a loss of power nobody knows which lines reached the disk."""
    boot = tmp_path / "boot_id"
    monkeypatch.setattr(leftovers, "BOOT", boot)
    url = f"sqlite://{tmp_path / 'afterword.db'}"
    assert folder_of(url) is None  # a system that does not tell
    boot.write_text("first\n")
    first = folder_of(url)
    assert first == tmp_path / "afterword.db.sending" / "first"
    (first / "dead").write_text("+1\n")
    boot.write_text("second\n")
    second = folder_of(url)
    assert second is not None
    assert list(second.iterdir()) == []
    assert not first.exists()


def test_beside_postgres_it_lies_where_nobody_else_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "gettempdir", lambda: str(tmp_path))
    urls = ("postgres://a@db/one", "postgres://a@db/two")
    one, two = (folder_of(url) for url in urls)
    assert one is not None
    assert one != two
    [root] = tmp_path.iterdir()
    assert root.stat().st_mode & 0o777 == 0o700
    assert folder_of(urls[0]) == one
    root.chmod(0o777)
    assert folder_of(urls[0]) is None
