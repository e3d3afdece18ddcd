"""Which messages are under way, in a file on this machine: if the process dies, the next one knows
what became of them.

    +12                 the first byte of message 12 may go out from now on
    =12 SM0f3c9a7b      it was taken, and this is its name at the provider
    -12                 it was certainly not delivered

Each line is one write, made before anything goes on. That outlives the process, but not the
machine: a journal counts for the boot that it was written in. The lock on the file ends with the
process, however that ends. There is one journal a process, named like the worker in its claims.
"""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path

import structlog

from surveys.delivery import Outcome

log = structlog.get_logger()
LARGEST_BYTES = 1 << 20  # then it is written anew, without what the database knows by now
NEW = ".new"


class Journal:
    """Of this process. Where no file can be kept nothing is lost but knowledge: after a crash, what
    was claimed is `unknown`."""

    def __init__(self, folder: Path | None, worker: str) -> None:
        self.under_way: dict[int, bytes] = {}
        self._path = folder and folder / worker
        if self._path is not None and self._path.exists():
            raise RuntimeError("the name of a worker is for one life")
        self.stuck = False  # what it says is not true any more, and cannot be taken away
        self._file: int | None = None
        self._size = 0
        self._renew()

    def take(self, message_id: int) -> None:
        """It is ours. Of a claim that has not begun the file says nothing."""
        self.under_way[message_id] = b""

    def begin(self, message_id: int) -> None:
        """From now on it may go out."""
        self._write(message_id, b"+%d\n" % message_id)

    def end(self, outcome: Outcome) -> None:
        """It is known what became of it, unless it is `unknown`."""
        message_id = outcome.due.message_id
        if outcome.state == "sent":
            name = (outcome.provider_id or "").encode("ascii", "replace").replace(b"\n", b"?")
            self._write(message_id, b"=%d %s\n" % (message_id, name))
        elif outcome.state != "unknown":
            self._write(message_id, b"-%d\n" % message_id)

    def forget(self, message_id: int) -> None:
        """The database knows it."""
        self.under_way.pop(message_id, None)
        if self._size > LARGEST_BYTES:
            self._renew()

    def close(self) -> None:
        """Leave it to the next process if anything is still under way."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            if self._path is not None and not self.under_way:
                self._path.unlink(missing_ok=True)

    def _write(self, message_id: int, line: bytes) -> None:
        self.under_way[message_id] = line
        if self._file is None:
            return
        try:
            written = os.write(self._file, line)
        except OSError:
            written = 0
        self._size += written
        if written < len(line):
            self._give_up("its disk is full or broken")

    def _renew(self) -> None:
        if self._path is None:
            return
        try:
            file = self._fresh(self._path)
        except OSError as error:
            self._give_up(str(error))
            return
        if self._file is not None:
            os.close(self._file)
        self._file, self._size = file, 0

    def _fresh(self, path: Path) -> int:
        """A file that appears with its lock held and all that is under way in it, or not at all."""
        new, content = path.with_name(f"{NEW}-{path.name}"), b"".join(self.under_way.values())
        file = os.open(new, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.write(file, content) != len(content):
                raise OSError("a part of it could not be written")
            os.replace(new, path)
        except OSError:
            os.close(file)
            raise
        return file

    def _give_up(self, reason: str) -> None:
        """Without a journal, rather than with one that leaves something out. If it cannot be taken
        away its lock stays, so that nobody believes it while this process lives."""
        log.warning("journal.given_up", reason=reason)
        file, path, self._file, self._path = self._file, self._path, None, None
        try:
            if path is not None:
                path.unlink(missing_ok=True)
        except OSError as error:
            self.stuck = True
            log.error("journal.stuck", path=str(path), reason=str(error))
            return
        if file is not None:
            os.close(file)


def read(content: bytes) -> Mapping[int, bytes]:
    """The last that is told of each message; a line that was not finished does not count.
    ValueError when this is no journal."""
    told: dict[int, bytes] = {}
    for line in content.split(b"\n")[:-1]:
        told[int(line[1:].partition(b" ")[0])] = line
    return told
