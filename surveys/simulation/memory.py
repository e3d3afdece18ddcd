"""What the simulation remembers of each contact, and of tickets and orders, between two events.

It lies in a temporary database that SQLite keeps on disk and throws away, so that a million
contacts take no more memory than a thousand; what is needed is read and written once a page.
"""

import json
import marshal
import sqlite3
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from types import TracebackType
from typing import NamedTuple

from surveys.simulation.matters import Matters
from surveys.simulation.would_be import Invited

TABLE = """
CREATE TABLE person (
    id INTEGER PRIMARY KEY, said BLOB NOT NULL, asked INTEGER NOT NULL, really INTEGER NOT NULL
)
"""
LOAD = "SELECT id, said, asked, really FROM person WHERE id IN (SELECT value FROM json_each(?))"
SAVE = "INSERT OR REPLACE INTO person (id, said, asked, really) VALUES (?, ?, ?, ?)"
COUNT = "SELECT asked, really, COUNT(*) FROM person GROUP BY asked, really"


class Said(NamedTuple):
    """Details of a contact, as its columns have them."""

    email: str | None = None
    phone: str | None = None
    name: str | None = None
    locale: str | None = None
    timezone: str | None = None
    channels: str | None = None


UNKNOWN = Said()


@dataclass(slots=True)
class Known:
    """One contact, as events have described it so far, and what would have been asked of it.

    `taken`: invitations of other surveys that a simulated one has replaced. `asked`, `really`: how
    many times so far.
    """

    said: Said = UNKNOWN
    updated_at: int = 0
    invited: list[Invited] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    asked: int = 0
    really: int = 0

    def learn(self, said: Said, occurred_at: int) -> None:
        """Take over what an event says, as a stored contact does: always where nothing was known,
        else if it is news."""
        news = occurred_at >= self.updated_at
        if said != self.said:  # mostly it is the same once more
            pairs = zip(self.said, said, strict=True)
            self.said = Said(*(new if new and (news or not old) else old for old, new in pairs))
        self.updated_at = max(self.updated_at, occurred_at)


class Memory:
    """Use as a context: what it holds is gone at the end."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)  # a temporary file
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-16384"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(TABLE)
        self.matters = Matters(self._connection)

    def __enter__(self) -> "Memory":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def load(self, ids: Set[int]) -> dict[int, Known]:
        """These contacts, as far as anything is known of them."""
        rows = self._connection.execute(LOAD, (json.dumps(list(ids)),))
        found = {number: _known(said, asked, really) for number, said, asked, really in rows}
        return found | {number: Known() for number in ids - found.keys()}

    def save(self, known: dict[int, Known]) -> None:
        """Remember them until the next load."""
        self._connection.execute("BEGIN")
        self._connection.executemany(SAVE, (_row(number, one) for number, one in known.items()))
        self._connection.execute("COMMIT")

    def people(self) -> tuple[Counter[int], Counter[int]]:
        """How many contacts were asked how many times: simulated, and really."""
        asked: Counter[int] = Counter()
        really: Counter[int] = Counter()
        for one, other, count in self._connection.execute(COUNT):
            asked[one] += count
            really[other] += count
        del asked[0], really[0]
        return asked, really


def _known(said: bytes, asked: int, really: int) -> Known:
    details, updated_at, invited, taken = marshal.loads(said)
    found = [Invited._make(one) for one in invited]
    return Known(Said._make(details), updated_at, found, taken, asked, really)


def _row(number: int, one: Known) -> tuple[int, bytes, int, int]:
    """Packed by marshal, which is several times as fast as JSON; only this process reads it."""
    invited = [tuple(invitation) for invitation in one.invited]
    said = marshal.dumps((tuple(one.said), one.updated_at, invited, one.taken))
    return number, said, one.asked, one.really
