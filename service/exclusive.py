"""One process on one SQLite file: a second server or worker is refused, not left to fight."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from surveys.errors import Conflict
from surveys.opening import sqlite_path


@contextmanager
def sole_user(database_url: str) -> Iterator[bool]:
    """Hold the file's lock; True on SQLite, False on PostgreSQL, which needs none.

    The lock ends with the process, however it ends. Conflict when another process holds it.
    """
    path = sqlite_path(database_url)
    if path is None:
        yield False
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{path}.lock", "w") as lock:
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
