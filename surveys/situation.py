"""Everything a rule may look at, and what it may say. Values only: no database, no clock.

They are named tuples, since a simulation makes a dozen of them for each of a million events, and
those cost a third of a frozen dataclass to make and a fifth to change.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from surveys.definition import Definition

NOTHING: Mapping[str, Any] = MappingProxyType({})
# A sentence, or how to write it: most of them are never read, and take longer than all the rules.
Said = str | Callable[[], str]


class Person(NamedTuple):
    """What is known of the contact. Addresses are normalised; an unusable one is None."""

    id: int
    email: str | None = None
    phone: str | None = None
    timezone: str | None = None
    channels: frozenset[str] | None = None  # that may be used; None: all


class Earlier(NamedTuple):
    """An earlier invitation of the contact, or to an address of theirs.

    `asked_at`: sent, or due while it waits.
    """

    invitation_id: int
    survey_key: str
    state: str
    asked_at: datetime
    group: str | None = None  # of the survey, as its live version says


class PastEvent(NamedTuple):
    """Another event of the same source about the same ticket or order."""

    type: str
    occurred_at: datetime
    properties: Mapping[str, Any]


class Situation(NamedTuple):
    """One event, one survey, one contact. Rules move `due_at` and narrow `channels`."""

    definition: Definition
    event_key: str
    event_type: str
    occurred_at: datetime
    properties: Mapping[str, Any]
    contact: Person
    reach: Mapping[str, str]  # channels that are switched on -> contact field they need
    suppressed: frozenset[str]  # contact fields ("email", "phone") and channels closed to us
    earlier: tuple[Earlier, ...]
    default_timezone: str
    now: datetime
    due_at: datetime
    channels: tuple[str, ...]
    withdrawn: tuple[int, ...] = ()  # invitations that this one replaces
    taken: Mapping[str, int] = NOTHING  # of the quota, by day (2026-11-22)
    past: tuple[PastEvent, ...] = ()  # of types in `earlier` and `withdraw_on`

    def at(self, due_at: datetime) -> "Situation":
        """The same, with the message going out at `due_at`."""
        return Situation._make((*self[:DUE_AT], due_at, *self[DUE_AT + 1 :]))


DUE_AT = Situation._fields.index("due_at")


class Skip(NamedTuple):
    """Do not ask. `until`: when asking would be allowed again, if that is known."""

    reason: str
    said: Said
    inputs: Mapping[str, Any] = NOTHING
    until: datetime | None = None

    @property
    def sentence(self) -> str:
        """Why, for people."""
        return written(self.said)


class Change(NamedTuple):
    """Ask, but differently; `deferred` when the message goes out later than the survey says."""

    situation: Situation
    reason: str
    said: Said
    inputs: Mapping[str, Any] = NOTHING
    deferred: bool = False

    @property
    def sentence(self) -> str:
        """What is different and why, for people."""
        return written(self.said)


Verdict = Skip | Change | None


def written(said: Said) -> str:
    """The sentence itself."""
    return said if isinstance(said, str) else said()
