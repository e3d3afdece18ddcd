"""From the events that a survey listens to down to the answers: how many got how far, and why the
others did not. Events that only take invitations back (`withdraw_on`) ask nobody and stay out.
"""

from collections import Counter
from dataclasses import dataclass, field

from surveys.database import Database
from surveys.instant import to_micros
from surveys.periods import Period


@dataclass(slots=True)
class Funnel:
    """Events by what was decided; `skipped` and `deferred` by reason, the most frequent first."""

    skipped: Counter[str] = field(default_factory=Counter)
    deferred: Counter[str] = field(default_factory=Counter)
    scheduled: int = 0
    sent: int = 0
    answered: int = 0

    @property
    def events(self) -> int:
        """All of them."""
        return self.skipped.total() + self.deferred.total() + self.scheduled


async def funnel(database: Database, survey_id: int, span: Period) -> Funnel:
    """What became, by now, of the events that were decided about in the span."""
    bounds = (to_micros(span.start), to_micros(span.end))
    found = Funnel()
    for row in await database.fetch("funnel.counts", survey_id, *bounds):
        count = int(row["events"])
        if row["outcome"] == "scheduled":
            found.scheduled += count
        else:
            side = found.skipped if row["outcome"] == "skipped" else found.deferred
            side[row["reason"]] += count
        found.sent += int(row["sent"])
        found.answered += int(row["answered"])
    return found
