"""One process on one SQLite file: a second server or worker is refused, not left to fight."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from surveys.errors import Conflict, Unavailable
from surveys.opening import make_folder, sqlite_path


@contextmanager
def sole_user(database_url: str) -> Iterator[bool]:
    """Hold the file's lock; True on SQLite, False on PostgreSQL, which needs none.

    The lock ends with the process, however it ends. Conflict when another process holds it.
    """
    path = sqlite_path(database_url)
    if path is None:
        yield False
        return
    make_folder(path)
    with _lock_beside(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(
                f"another Afterword process works on {path}. SQLite serves one process; for more, "
                "set AFTERWORD_DATABASE_URL=postgres://..."
            ) from error
        lock.write(str(os.getpid()))
        lock.flush()
        yield True


def _lock_beside(path: Path) -> TextIO:
    try:
        return open(f"{path}.lock", "w")
    except OSError as error:
        raise Unavailable(f"{path}.lock cannot be written: {error.strerror}") from error
