"""What is simulated: a definition, over a time, in a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput
from surveys.instant import EPOCH
from surveys.past import looked_for


@dataclass(frozen=True, slots=True)
class Plan:
    """`survey_id` and `version` are of the live survey with this key, 0 while there is none.

    `reach`: channels that are switched on and the contact field each needs. `share` of `shares`:
    the contacts whose number leaves that remainder. `groups`: of each survey, by its key.
    """

    definition: Definition
    survey_id: int
    version: int
    start: datetime
    end: datetime
    reach: Mapping[str, str]
    default_timezone: str
    share: int = 0
    shares: int = 1
    groups: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def looks_back(self) -> bool:
        """Whether it matters what happened to a ticket or order before."""
        return bool(looked_for(self.definition))

    @property
    def divisible(self) -> bool:
        """Whether no two contacts depend on each other: neither on one quota nor one ticket."""
        return self.definition.quota is None and not self.looks_back


async def plan_of(
    database: Database,
    definition: Definition,
    span: tuple[datetime | None, datetime],
    reach: Mapping[str, str],
    default_timezone: str,
) -> Plan:
    """From the first event on, unless the span has a start; InvalidInput when it ends before."""
    start, end = span[0] or EPOCH, span[1]
    if start >= end:
        raise InvalidInput(FieldError("from", "must be before `to`"))
    live = {one.definition.key: one for one in await Catalogue(database).live()}
    found = live.get(definition.key)
    ids = (found.survey_id, found.version) if found else (0, 0)
    groups = {one.definition.key: one.definition.group for one in live.values()}
    groups[definition.key] = definition.group
    return Plan(definition, *ids, start, end, reach, default_timezone, groups=groups)
