"""Everything a rule may look at, and what it may say. Values only: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from surveys.definition import Definition


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the contact. Addresses are normalised; an unusable one is None."""

    id: int
    email: str | None = None
    phone: str | None = None
    timezone: str | None = None
    channels: frozenset[str] | None = None  # that may be used; None: all


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier invitation of the same contact. `asked_at`: sent, or due while it waits."""

    invitation_id: int
    survey_key: str
    state: str
    asked_at: datetime
    group: str | None = None  # of the survey, as its live version says


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An earlier event of the same source about the same ticket or order."""

    type: str
    occurred_at: datetime
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Situation:
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
    taken: Mapping[str, int] = field(default_factory=dict)  # of the quota, by day (2026-11-22)
    past: tuple[
        PastEvent, ...
    ] = ()  # of the types that a survey names in `earlier` or `withdraw_on`


@dataclass(frozen=True, slots=True)
class Skip:
    """Do not ask. `until`: when asking would be allowed again, if that is known."""

    reason: str
    sentence: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Ask, but differently; `deferred` when the message goes out later than the survey says."""

    situation: Situation
    reason: str
    sentence: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    deferred: bool = False


Verdict = Skip | Change | None
