"""What the simulation has heard about tickets and orders, for surveys that look back.

All of it lies in the simulation's temporary database; in memory is what one page may ask about.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Connection
from typing import Any

from surveys.database import Row
from surveys.instant import from_micros
from surveys.simulation.pages import Event
from surveys.situation import PastEvent

TABLES = (
    "CREATE TABLE matter (subject TEXT, source TEXT, type TEXT, occurred_at INTEGER, said TEXT)",
    "CREATE INDEX matter_subject ON matter (subject)",
)
LOAD = """
SELECT subject, source, type, occurred_at, said
FROM matter WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY rowid
"""
SAVE = "INSERT INTO matter (subject, source, type, occurred_at, said) VALUES (?, ?, ?, ?, ?)"
Noted = tuple[str, str, str, int, str]  # as the columns


class Matters:
    """Use: load once a page, note each event in order, save."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[tuple[str, str], list[PastEvent]] = defaultdict(list)
        self._new: list[Noted] = []
        for statement in TABLES:
            connection.execute(statement)

    def load(self, subjects: Sequence[str], before: Iterable[Row]) -> None:
        """What is known of these; `before`: stored events from before the simulated time."""
        self._found.clear()
        for row in before:
            said = json.loads(row["payload"]).get("properties", {})
            one = PastEvent(row["type"], from_micros(int(row["occurred_at"])), said)
            self._add(row["source"], row["subject"], one)
        for subject, source, kind, occurred_at, said in self._connection.execute(
            LOAD, (json.dumps(subjects),)
        ):
            one = PastEvent(kind, from_micros(occurred_at), json.loads(said))
            self._add(source, subject, one)

    def of(self, event: Event, subject: str | None) -> tuple[PastEvent, ...]:
        """What has happened before to the subject that `event` is about."""
        return tuple(self._found.get((event.source, subject or ""), ()))

    def note(self, event: Event, subject: str | None, properties: Mapping[str, Any]) -> None:
        """Remember `event` for those that come after it."""
        if subject:
            one = PastEvent(event.type, from_micros(event.occurred_at), properties)
            self._add(event.source, subject, one)
            said = json.dumps(properties)
            self._new.append((subject, event.source, event.type, event.occurred_at, said))

    def save(self) -> None:
        """Keep what was noted until a later load."""
        self._connection.execute("BEGIN")
        self._connection.executemany(SAVE, self._new)
        self._connection.execute("COMMIT")
        self._new.clear()

    def _add(self, source: str, subject: str, one: PastEvent) -> None:
        self._found[source, subject].append(one)
