"""What is simulated: a definition, over a time, in a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput
from surveys.instant import EPOCH


@dataclass(frozen=True, slots=True)
class Plan:
    """`survey_id` and `version` are of the live survey with this key, 0 while there is none.

    `reach`: channels that are switched on and the contact field each needs. `share` of `shares`:
    the contacts whose number leaves that remainder; no two contacts depend on each other.
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
    return Plan(definition, *ids, start, end, reach, default_timezone)
