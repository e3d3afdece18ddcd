"""How many invitations surveys with a quota have made for each day.

A survey with a quota is decided about by one worker at a time, so that the last place is given
once. An invitation that is taken back has used its place.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from surveys.catalogue import Published
from surveys.database import Transaction
from surveys.rules.quiet_hours import zone


class Quotas:
    """Use: recall once a batch, take for each invitation, write."""

    def __init__(self, live: Sequence[Published], default_timezone: str) -> None:
        self._surveys = sorted(one.survey_id for one in live if one.definition.quota)
        self._zone = zone(None, default_timezone)
        self._known: dict[int, Counter[str]] = defaultdict(Counter)
        self._new: Counter[tuple[int, str]] = Counter()

    async def recall(self, tx: Transaction, now: datetime) -> None:
        """Read what is taken of today and the days to come."""
        if not self._surveys:
            return
        await tx.lock(f"quota:{survey_id}" for survey_id in self._surveys)
        yesterday = self._day(now - timedelta(days=1))
        for row in await tx.fetch("quotas.taken", self._surveys, yesterday):
            self._known[int(row["survey_id"])][row["day"]] = int(row["taken"])

    def of(self, survey_id: int) -> Mapping[str, int]:
        """Invitations by the day on which they go out."""
        return self._known[survey_id] if survey_id in self._surveys else {}

    def take(self, survey_id: int, due_at: datetime) -> None:
        """One place of the day of `due_at` is gone."""
        if survey_id in self._surveys:
            self._known[survey_id][self._day(due_at)] += 1
            self._new[survey_id, self._day(due_at)] += 1

    async def write(self, tx: Transaction) -> None:
        """Put down what was taken."""
        rows = [
            {"survey_id": survey_id, "day": day, "taken": taken}
            for (survey_id, day), taken in self._new.items()
        ]
        then = "ON CONFLICT (survey_id, day) DO UPDATE SET taken = quota.taken + excluded.taken"
        await tx.insert("quota", rows, then)

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).date().isoformat()
