"""How many invitations surveys with a quota have made for each day.

A survey with a quota is decided about by one worker at a time, so that the last place is given
once. An invitation that is taken back before anything of it went out gives its place back.
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
        limited = [one for one in live if one.definition.quota]
        self._surveys = {one.survey_id: one.version for one in limited}
        self._zone = zone(None, default_timezone)
        self._known: dict[int, Counter[str]] = defaultdict(Counter)
        self._new: Counter[tuple[int, str]] = Counter()

    async def recall(self, tx: Transaction, now: datetime) -> None:
        """Read what is taken of today and the days to come."""
        if not self._surveys:
            return
        await tx.lock(f"quota:{survey_id}" for survey_id in sorted(self._surveys))
        yesterday = self._day(now - timedelta(days=1))
        for row in await tx.fetch("quotas.taken", list(self._surveys), yesterday):
            self._known[int(row["survey_id"])][row["day"]] = int(row["taken"])

    def of(self, survey_id: int) -> Mapping[str, int]:
        """Invitations by the day on which they go out."""
        return self._known[survey_id] if survey_id in self._surveys else {}

    def take(self, survey_id: int, due_at: datetime) -> None:
        """One place of the day of `due_at` is gone."""
        if survey_id in self._surveys:
            self._count(survey_id, self._day(due_at), 1)

    def give_back(self, survey_id: int, version: int, due_at: datetime) -> None:
        """It is free again. Under an older version of the survey there may have been no quota, and
        so no place taken."""
        day = self._day(due_at)
        if self._surveys.get(survey_id) == version and self._known[survey_id][day] > 0:
            self._count(survey_id, day, -1)

    async def write(self, tx: Transaction) -> None:
        """Put down what was taken and given back."""
        rows = [
            {"survey_id": survey_id, "day": day, "taken": taken}
            for (survey_id, day), taken in self._new.items()
            if taken
        ]
        then = "ON CONFLICT (survey_id, day) DO UPDATE SET taken = quota.taken + excluded.taken"
        await tx.insert("quota", rows, then)

    def _count(self, survey_id: int, day: str, step: int) -> None:
        self._known[survey_id][day] += step
        self._new[survey_id, day] += step

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).date().isoformat()
