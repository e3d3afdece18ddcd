"""What machines clicked on in the last 30 days, and what that would have done to the score."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from surveys.catalogue import Published
from surveys.clicks import KEPT
from surveys.database import Database
from surveys.figures import Figures, added
from surveys.instant import from_micros, hour_of, to_micros
from surveys.kinds import kinds
from surveys.periods import Period
from surveys.scores import Question, count

UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class MachineClicks:
    """`clicks`: links that machines opened, by the score in the link; `people`: answers."""

    survey: Published
    span: Period
    clicks: Counter[int]
    people: Counter[int]

    @property
    def said(self) -> Figures:
        """What people said."""
        return self._figures(self.people)

    @property
    def all_counted(self) -> Figures:
        """What it would have been, had every click counted."""
        return self._figures(added([self.people, self.clicks]))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "survey": self.survey.definition.key,
            "kind": self.survey.definition.kind,
            "from": self.span.start.isoformat(),
            "to": self.span.end.isoformat(),
            "machine_clicks": self.clicks.total(),
            "people": self.said.as_dict(),
            "all_counted": self.all_counted.as_dict(),
        }

    def _figures(self, counts: Counter[int]) -> Figures:
        return Figures.of(kinds()[self.survey.definition.kind], counts)


async def machine_clicks(database: Database, survey: Published, now: datetime) -> MachineClicks:
    """As long as clicks are kept; the hours at both ends are whole ones."""
    start, end = (from_micros(hour_of(to_micros(one))) for one in (now - KEPT, now))
    span = Period(start, end + timedelta(hours=1))
    bounds = (to_micros(start), to_micros(span.end))
    rows = await database.fetch("machines.clicks", survey.survey_id, *bounds)
    found = await count(database, Question(survey, span, "none", UTC_ZONE))
    people = added(list(found.cells.values()))
    clicks = Counter({int(row["score"]): int(row["n"]) for row in rows})
    return MachineClicks(survey, span, clicks, people)
