import errno
import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service import journal
from service.journal import Journal, read
from surveys.delivery import Outcome


@dataclass
class Due:
    message_id: int


def outcome(message_id: int, state: Any, provider_id: str | None = None) -> Outcome:
    return Outcome(Due(message_id), state, provider_id)  # type: ignore[arg-type]


def told(folder: Path, worker: str = "w") -> dict[int, bytes]:
    return dict(read((folder / worker).read_bytes()))


def test_it_tells_of_each_message_how_far_it_came(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "w")
    assert told(tmp_path) == {}
    for number in range(1, 6):
        kept.begin(number)
    kept.end(outcome(2, "sent", "<aw-2@acme.example>"))
    kept.end(outcome(3, "failed"))
    kept.end(outcome(4, "queued"))
    kept.end(outcome(5, "unknown"))
    assert told(tmp_path) == {1: b"+1", 2: b"=2 <aw-2@acme.example>", 3: b"-3", 4: b"-4", 5: b"+5"}


def test_the_last_word_on_a_message_counts_and_half_a_line_does_not() -> None:
    assert read(b"+1\n-1\n+1\n=1 SM1\n+2\n=2 SM") == {1: b"=1 SM1", 2: b"+2"}


def test_what_is_in_our_hands_and_not_begun_keeps_it_for_the_next_process(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "w")
    kept.take(1)
    assert set(kept.under_way) == {1}
    kept.close()
    assert told(tmp_path) == {}


def test_a_provider_cannot_write_lines_of_its_own(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "w")
    kept.end(outcome(1, "sent", "a\n-2\né"))
    assert told(tmp_path) == {1: b"=1 a?-2??"}


def test_it_goes_when_nothing_is_under_way_and_stays_when_something_is(tmp_path: Path) -> None:
    for worker, done in (("calm", True), ("torn", False)):
        kept = Journal(tmp_path, worker)
        kept.begin(1)
        if done:
            kept.forget(1)
        kept.close()
    assert [path.name for path in tmp_path.iterdir()] == ["torn"]


def test_it_never_grows_large_and_forgets_nothing_that_is_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LARGEST_BYTES", 1000)
    kept = Journal(tmp_path, "w")
    kept.begin(7)
    kept.end(outcome(8, "sent", "SM8"))
    for number in range(1000, 2000):
        kept.begin(number)
        kept.end(outcome(number, "sent", "SM"))
        kept.forget(number)
        assert (tmp_path / "w").stat().st_size < 1100
        found = told(tmp_path)
        assert (found[7], found[8]) == (b"+7", b"=8 SM8")
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_its_lock_tells_that_its_process_lives(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "w")
    kept.begin(1)
    kept._renew()  # the file is another one now
    with (tmp_path / "w").open() as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        kept.close()
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("written", [0, 2])
def test_rather_none_than_one_that_leaves_something_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """The disk is full, at once or in the middle of a line."""
    kept = Journal(tmp_path, "w")
    kept.begin(1)

    def full(file: int, line: bytes) -> int:
        if written:
            return write(file, line[:written])
        raise OSError(errno.ENOSPC, "No space left on device")

    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        kept.begin(12)
    assert list(tmp_path.iterdir()) == []
    kept.begin(3)
    kept.forget(1)
    kept.close()
    assert set(kept.under_way) == {12, 3}
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_wrong_and_stays_keeps_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk can only be read now; nobody may believe that what it does not tell of was not
    begun."""
    kept = Journal(tmp_path, "w")

    def refused(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refused)
        patch.setattr(Path, "unlink", refused)
        kept.begin(1)
    assert kept.stuck
    with (tmp_path / "w").open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_folder_that_is_gone_costs_no_more_than_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LARGEST_BYTES", 0)
    folder = tmp_path / "journals"
    folder.mkdir()
    kept = Journal(folder, "w")
    kept.begin(1)
    shutil.rmtree(folder)
    kept.forget(1)
    kept.begin(2)
    assert not kept.stuck
    assert set(kept.under_way) == {2}


def test_where_there_is_no_place_it_only_remembers(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "not there"):
        kept = Journal(folder, "w")
        kept.begin(1)
        kept.end(outcome(1, "sent", "SM1"))
        assert set(kept.under_way) == {1}
        kept.forget(1)
        kept.close()
        assert not kept.under_way


def test_a_worker_never_takes_the_name_of_one_that_left_something(tmp_path: Path) -> None:
    kept = Journal(tmp_path, "w")
    kept.begin(1)
    kept.close()
    with pytest.raises(RuntimeError, match="one life"):
        Journal(tmp_path, "w")
