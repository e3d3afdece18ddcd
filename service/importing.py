"""Puts a file of events into the inbox, in batches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from service import event_file
from service.event_file import Line
from service.wake import Wake
from surveys import inbox
from surveys.database import Database
from surveys.errors import FieldError, InvalidInput
from surveys.event import MOST_EVENTS
from surveys.inbox import Arrival


@dataclass(slots=True)
class Imported:
    """What became of the lines. `conflicts` are duplicates whose first content is another."""

    accepted: int = 0
    duplicates: int = 0
    conflicts: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears how it goes: `bad` of each line that cannot be used, `done` of bytes read."""

    bad: Callable[[Line], object]
    done: Callable[[int], object]


def check(path: Path, now: datetime) -> None:
    """InvalidInput names the first bad line of a file."""
    for line in event_file.read(path, now):
        if line.errors:
            raise InvalidInput(
                *(FieldError(f"{path}:{line.number}: {e.field}", e.message) for e in line.errors)
            )


async def import_events(
    database: Database, path: Path, source: str, now: datetime, listener: Listener
) -> Imported:
    """Write every good line, a thousand in a transaction; `source` scopes their ids.

    A second run finds duplicates of what the first one wrote, however that ended.
    """
    told = Imported()
    wake = Wake(database)
    lines = event_file.read(path, now)
    while batch := list(islice(lines, MOST_EVENTS)):
        for line in batch:
            if line.errors:
                told.bad += 1
                listener.bad(line)
        await _store(database, list(_arrivals(batch, source, now)), told)
        await wake.up("intake")
        listener.done(sum(line.size for line in batch))
    return told


def _arrivals(batch: list[Line], source: str, now: datetime) -> Iterator[Arrival]:
    return (Arrival(source, line.event, now) for line in batch if line.event is not None)


async def _store(database: Database, arrivals: list[Arrival], told: Imported) -> None:
    for one in await inbox.accept(database, arrivals) if arrivals else ():
        told.accepted += not one.duplicate
        told.duplicates += one.duplicate
        told.conflicts += one.conflict
