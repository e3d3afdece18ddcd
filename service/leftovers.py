"""What processes that died on this machine left behind, settled by their journals."""

import fcntl
import os
import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO

import structlog

from service import journal
from surveys.delivery import Due, Outcome
from surveys.opening import sqlite_path
from surveys.outbox import Outbox

log = structlog.get_logger()
BOOT = Path("/proc/sys/kernel/random/boot_id")
UNKNOWN = "the worker stopped while sending; it may or may not have been delivered"


def folder_of(database_url: str) -> Path | None:
    """Where the journals of a database lie since this machine was started, made if need be; None
    where it cannot be known when that was, or others could write there."""
    path = sqlite_path(database_url)
    root = path.with_name(f"{path.name}.sending") if path else _temporary()
    base = root if path else root / blake2b(database_url.encode(), digest_size=8).hexdigest()
    try:
        folder = base / BOOT.read_text().strip()
        for one in (root, base, folder):
            one.mkdir(mode=0o700, exist_ok=True)
        found = root.lstat()
        if found.st_uid != os.getuid() or found.st_mode & 0o022:
            raise PermissionError(f"{root} belongs to others as well")
        _forget_other_boots(folder)
    except OSError as error:
        log.warning("journal.no_place", reason=str(error))
        return None
    return folder


def _temporary() -> Path:
    return Path(gettempdir()) / f"afterword-{os.getuid()}"


def _forget_other_boots(folder: Path) -> None:
    for old in folder.parent.iterdir():
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


async def settle(outbox: Outbox, folder: Path | None, now: datetime) -> int:
    """Write down what became of the claims of processes that are gone; how many there were."""
    done = 0
    for path in _journals(folder):
        if file := _of_the_dead(path):
            with file:
                done += await _settle(replace(outbox, worker=path.name), file.read(), now)
                path.unlink(missing_ok=True)
    return done


async def put_back(outbox: Outbox, under_way: Collection[int], now: datetime) -> int:
    """What this process claimed and never heard of, because the database went away meanwhile; how
    many. Not while a claim is being made."""
    rows = await outbox.database.fetch("outbox.claims", outbox.worker)
    due = await outbox.details([int(r["id"]) for r in rows if int(r["id"]) not in under_way])
    reason = "the database was away when it was claimed"
    await outbox.record([Outcome(one, "queued", error=reason, until=now) for one in due], now)
    return len(due)


async def _settle(outbox: Outbox, content: bytes, now: datetime) -> int:
    try:
        told = journal.read(content)
    except ValueError:
        log.warning("journal.unreadable", worker=outbox.worker)
        return 0  # its claims are unknown when their lease is over
    rows = await outbox.database.fetch("outbox.claims", outbox.worker)
    due = await outbox.details([int(row["id"]) for row in rows])
    await outbox.record([_outcome(one, told.get(one.message_id, b""), now) for one in due], now)
    log.info("journal.settled", worker=outbox.worker, messages=len(due))
    return len(due)


def _outcome(due: Due, line: bytes, now: datetime) -> Outcome:
    if line.startswith(b"+"):
        return Outcome(due, "unknown", error=UNKNOWN)
    if line.startswith(b"="):
        name = line.partition(b" ")[2].decode("ascii", "replace")
        return Outcome(due, "sent", provider_id=name or None)
    return Outcome(due, "queued", error="the worker stopped before it was sent", until=now)


def _journals(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("[!.]*")) if folder else []


def _of_the_dead(path: Path) -> BinaryIO | None:
    """A journal, locked; None while its process lives. One that was opened right before its
    process put a new one in its place has lost its lock, but is not the journal any more."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
    except (BlockingIOError, FileNotFoundError):
        pass  # it lives, or somebody else has just settled it
    file.close()
    return None
